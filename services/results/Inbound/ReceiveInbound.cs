using System.Buffers;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace ContentMultiplier.Results.Inbound;

/// <summary>
/// <c>POST</c> and <c>GET /api/publishing/inbound/{platform}/{key}</c>: a platform's word, and its question whether the address is there. An unknown key, a signature that does not fit and one
/// that is too old are all answered as an address that is not there.
/// </summary>
internal sealed partial class ReceiveInbound(
    InboundPlatforms platforms, InboundKeys box, InboundCounts counts, NpgsqlDataSource database, TimeProvider time, ILogger<ReceiveInbound> logger)
{
    private const int MostBytes = 1024 * 1024;
    private const int LongestKey = 100;

    public async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        string platform, string key, HttpRequest request, CancellationToken cancellationToken)
    {
        if (await FindAsync(platform, key, cancellationToken) is not ({ } teller, { } endpoint) || (endpoint.Secret is null && teller.Signs))
        {
            return Problems.NotFound();
        }

        if (await ReadAsync(request, cancellationToken) is not { } body)
        {
            return Problems.Problem(
                StatusCodes.Status413PayloadTooLarge, "body_too_large", "Body too large", $"A request body may have {MostBytes} bytes here.");
        }

        var secret = endpoint.Secret is { } closed ? box.Open(closed, endpoint.WorkspaceId, endpoint.Id) : null;
        if (!teller.IsGenuine(request.Headers, body, secret, time.GetUtcNow()))
        {
            LogRefused(endpoint.Id, platform);
            return Problems.NotFound();
        }

        if (teller.Read(body) is not { } events)
        {
            return Problems.Problem(
                StatusCodes.Status400BadRequest, "not_events", "Bad request", "The body is not in the form in which this platform tells of events.");
        }

        await counts.AddAsync(endpoint, events, cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>Before what it signs with is known: some ask at the moment at which they are told the address.</summary>
    public async Task<Results<ContentHttpResult, ProblemHttpResult>> GreetAsync(
        string platform, string key, HttpRequest request, CancellationToken cancellationToken) =>
        await FindAsync(platform, key, cancellationToken) is ({ } teller, not null) && teller.Greet(request.Query, key) is { } answer
            ? TypedResults.Text(answer, "text/plain")
            : Problems.NotFound();

    private async Task<(IInboundPlatform? Teller, InboundEndpoint? Endpoint)> FindAsync(string platform, string key, CancellationToken cancellationToken) =>
        key.Length <= LongestKey && platforms.Find(platform) is { } teller
            ? (teller, await InboundRows.FindAsync(database, platform, InboundKeys.HashOf(key), cancellationToken))
            : (null, null);

    private static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MostBytes)
        {
            return null;
        }

        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var isTooLong = read.Buffer.Length > MostBytes;
            var body = read.IsCompleted && !isTooLong ? read.Buffer.ToArray() : null;
            reader.AdvanceTo(isTooLong || read.IsCompleted ? read.Buffer.End : read.Buffer.Start, read.Buffer.End);
            if (isTooLong || read.IsCompleted)
            {
                return body;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What came in at {EndpointId} is not proved to be of {Platform}: wrong signature, or too old")]
    private partial void LogRefused(Guid endpointId, string platform);
}
