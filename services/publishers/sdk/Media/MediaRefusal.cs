using System.Net;
using System.Text.Json;
using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Publishing.Media;

/// <summary>Why there is no file, in the words of who has it where that is the media service.</summary>
internal static class MediaRefusal
{
    private const string NotReady = "urn:content-multiplier:rendition_not_ready";
    private const string NoRendition = "urn:content-multiplier:no_rendition";
    private const int LongestProblem = 16 * 1024;
    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(30);

    /// <summary>Before anything of the file was sent anywhere, so all of these left nothing behind at the platform.</summary>
    public static async Task<PlatformRefusedException> OfAsync(
        HttpResponseMessage answer, string name, bool isStored, TimeProvider time, CancellationToken cancellationToken)
    {
        var (type, detail) = isStored ? await ReadAsync(answer, cancellationToken) : default;
        return (type, detail) switch
        {
            (NotReady, _) => new(FailureCategories.Processing, $"media: {name} is being brought into the form that the platform takes")
            {
                RetryNotBefore = time.GetUtcNow() + (answer.Headers.RetryAfter?.Delta ?? UsualWait),
            },
            (NoRendition, { } reason) => new(FailureCategories.InvalidContent, $"media: {name}: {reason}") { Action = "Change the file as it says, and upload it again." },
            _ => Refused(name, answer.StatusCode),
        };
    }

    private static PlatformRefusedException Refused(string name, HttpStatusCode status)
        => new(FailureCategories.InvalidContent, $"media: {name} answers HTTP {(int)status}")
        {
            // The place of the file may only be away for a while; what it says for good is the user's to mend.
            IsRetryable = status is >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests,
            Action = "Check the address of the file.",
        };

    private static async Task<(string? Type, string? Detail)> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.Content.Headers.ContentLength > LongestProblem)
        {
            return default;
        }

        try
        {
            await answer.Content.LoadIntoBufferAsync(LongestProblem, cancellationToken);
            using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
            return (Text(problem.RootElement, "type"), Text(problem.RootElement, "detail"));
        }
        catch (Exception unreadable) when (unreadable is JsonException or HttpRequestException)
        {
            return default;
        }
    }

    private static string? Text(JsonElement problem, string name) =>
        problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
