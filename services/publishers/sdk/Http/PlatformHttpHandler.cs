using System.Diagnostics;
using System.Net;
using System.Text;
using ContentMultiplier.ServiceDefaults.Telemetry;

namespace ContentMultiplier.Publishing.Http;

/// <summary>
/// What every call to a platform goes through: one HTTP version whose bytes can be followed, a known length,
/// and an answer that is either a success, a clear refusal or no answer at all.
/// </summary>
internal sealed class PlatformHttpHandler(
    HttpMessageHandler connections,
    Func<PlatformAnswer, PlatformRefusedException?>? refusals,
    bool isVendor,
    TimeProvider time) : DelegatingHandler(connections)
{
    private const int LargestUnknownBody = 32 * 1024 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Version = HttpVersion.Version11;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;

        if (IsSafe(request.Method))
        {
            // Reading inside a step proves nothing about the step.
            Watermark.Current = null;
        }
        else
        {
            var length = await LengthAsync(request, cancellationToken);
            Watermark.Current?.Expect(length);
        }

        using var call = StartActivity(request);
        var response = await base.SendAsync(request, cancellationToken);
        call?.SetTag("http.response.status_code", (int)response.StatusCode);
        if (response.IsSuccessStatusCode)
        {
            if (Watermark.Current is { } watermark)
            {
                watermark.Used = UsedLimits.Read(response.Headers, isVendor, time.GetUtcNow());
            }

            return response;
        }

        using (response)
        {
            throw await FailureAsync(response, cancellationToken);
        }
    }

    private static bool IsSafe(HttpMethod method) => method == HttpMethod.Get || method == HttpMethod.Head;

    private static async Task<long> LengthAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Without content the pool would feel free to send the request again after its connection died.
        request.Content ??= new ByteArrayContent([]);
        request.Headers.ExpectContinue = false;
        request.Headers.TransferEncodingChunked = false;

        if (request.Content.Headers.ContentLength is null)
        {
            await request.Content.LoadIntoBufferAsync(LargestUnknownBody, cancellationToken);
        }

        return request.Content.Headers.ContentLength
            ?? throw new InvalidOperationException("The length of the request cannot be known.");
    }

    // The framework's own activity would carry the address, and in the address of a webhook there is the secret.
    private static Activity? StartActivity(HttpRequestMessage request)
    {
        var activity = Observability.Source.StartActivity("platform.call", ActivityKind.Client);
        activity?.SetTag("http.request.method", request.Method.Method);
        activity?.SetTag("server.address", request.RequestUri?.Host);
        return activity;
    }

    private async Task<Exception> FailureAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var answer = new PlatformAnswer(response, await ReadBodyAsync(response, cancellationToken), isVendor, time.GetUtcNow());
        var refusal = refusals?.Invoke(answer) ?? StatusRules.Refusal(answer);
        if (refusal is null)
        {
            return new HttpRequestException(HttpRequestError.InvalidResponse, answer.Message, inner: null, answer.StatusCode);
        }

        Watermark.Current?.Refused();
        return refusal;
    }

    private static async Task<string> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[PlatformAnswer.BodyLimit];
            var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            return Encoding.UTF8.GetString(buffer, 0, read);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // The status line came whole; it is the word that counts.
            return "";
        }
    }
}
