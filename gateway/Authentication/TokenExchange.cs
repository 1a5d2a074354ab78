using System.Net;
using System.Text.Json;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Gateway.Forwarding;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Http;
using Microsoft.AspNetCore.Mvc;

namespace ContentMultiplier.Gateway.Authentication;

/// <summary>Who it is, or why nobody.</summary>
internal sealed record Exchanged(Session? Session, Refusal? Refusal)
{
    /// <summary>Says something about the credential, and not only about this try.</summary>
    public bool IsFinal => Session is not null || Refusal == Refusals.Invalid || Refusal == Refusals.NoSuchWorkspace;
}

/// <summary>Asks auth who stands behind a credential. Services only ever see the answer, in a ticket.</summary>
internal sealed partial class TokenExchange(
    ClusterClient clusters, InternalTickets tickets, ServiceName self, ILogger<TokenExchange> logger)
{
    private const string Auth = "auth";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public async Task<Exchanged> AskAsync(Credential credential)
    {
        // Several requests wait for one answer, so none of them may cancel it.
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "internal/tokens/exchange")
            {
                Content = JsonContent.Create(new TokenExchangeRequest(credential.Value, credential.Workspace), options: PeerJson.Options),
            };
            request.Headers.Add(InternalTickets.Header, tickets.ForService(self.Value, Auth));

            using var response = await clusters.SendAsync(Auth, request, limit.Token);
            return await ReadAsync(response, limit.Token);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException or JsonException)
        {
            LogAway(logger, exception.Message);
            return new Exchanged(null, Refusals.Unavailable);
        }
    }

    private async Task<Exchanged> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                var answer = await response.Content.ReadFromJsonAsync<TokenExchangeResponse>(PeerJson.Options, cancellationToken)
                    ?? throw new JsonException("auth answered null.");
                return new Exchanged(
                    new Session(new UserTicket(
                        answer.UserId, answer.WorkspaceId, answer.Role, [.. answer.Scopes], answer.ApiKeyId, answer.SessionId),
                        [.. (answer.AllowedAddresses ?? []).Select(network => IPNetwork.Parse(network))]),
                    null);
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden when await IsAboutGatewayAsync(response, cancellationToken):
                LogOwnTicketRefused(logger);
                return new Exchanged(null, Refusals.Unavailable);
            case HttpStatusCode.NotFound:
                return new Exchanged(null, Refusals.NoSuchWorkspace);
            case HttpStatusCode.Unauthorized or HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity:
                return new Exchanged(null, Refusals.Invalid);
            default:
                LogRefused(logger, (int)response.StatusCode);
                return new Exchanged(null, Refusals.Unavailable);
        }
    }

    /// <summary>These are what every service says to a caller whose ticket it does not take: here, the gateway's own.</summary>
    private static async Task<bool> IsAboutGatewayAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var problem = await response.Content.ReadFromJsonAsync<ProblemDetails>(cancellationToken);
        return problem?.Type == Problems.TypeOf("unauthenticated") || problem?.Type == Problems.TypeOf("forbidden");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Auth could not be asked about a credential: {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Auth answered {Status} when asked about a credential.")]
    private static partial void LogRefused(ILogger logger, int status);

    [LoggerMessage(Level = LogLevel.Error, Message = "Auth does not take the gateway's own ticket: the two do not share a key ring.")]
    private static partial void LogOwnTicketRefused(ILogger logger);
}
