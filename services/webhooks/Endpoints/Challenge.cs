using System.Security.Cryptography;
using System.Text.Json;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.Webhooks.Deliveries;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Webhooks.Endpoints;

/// <summary>Asks an address whether it wants to be called, before it is called for anything else.</summary>
internal static class Challenge
{
    private const string EventType = "webhook.challenge";

    /// <returns>Null when it answered as it should.</returns>
    public static async Task<ProblemHttpResult?> AskAsync(
        DeliverySender sender, Target target, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var challenge = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var row = new EventRow(
            TimedId.Next(now), target.WorkspaceId, EventType, 0,
            JsonSerializer.Serialize(new Dictionary<string, string> { ["challenge"] = challenge }), now);
        var outcome = await sender.SendAsync(target, Payload.IdOf(row.Id), Payload.Of(row, Payload.Full), cancellationToken);
        return outcome.IsSuccess && Answers(outcome.Response ?? "", challenge)
            ? null
            : Problems.Problem(
                StatusCodes.Status422UnprocessableEntity,
                "challenge_failed",
                "The address did not answer the challenge; nothing was stored.",
                (outcome.IsSuccess ? "It answered with another text." : $"{outcome.Problem}{(outcome.StatusCode is { } status ? $" {status}" : "")}.")
                + " It must answer 200 with the value of `data.challenge`, as plain text or as {\"challenge\": \"…\"}.");
    }

    private static bool Answers(string response, string challenge)
    {
        if (response.Trim() == challenge)
        {
            return true;
        }

        try
        {
            using var document = JsonDocument.Parse(response);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("challenge", out var value)
                && value.ValueKind == JsonValueKind.String
                && value.GetString() == challenge;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
