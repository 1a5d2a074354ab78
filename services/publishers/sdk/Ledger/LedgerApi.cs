using System.Net;
using System.Net.Http.Json;
using ContentMultiplier.ServiceDefaults.Http;

namespace ContentMultiplier.Publishing.Ledger;

/// <summary>The ledger's routes at results. Claims and steps may be asked again: the same question has the same answer.</summary>
internal sealed class LedgerApi(HttpClient http)
{
    public const string Claims = "/internal/ledger/claims";
    public const string Steps = "/internal/ledger/steps";
    public const string Edits = "/internal/ledger/edits";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <exception cref="LedgerRefusedException">Results cannot make sense of the batch.</exception>
    /// <exception cref="HttpRequestException">Results is away.</exception>
    public async Task<TResponse> AskAsync<TRequest, TResponse>(string route, TRequest request)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var answer = await http.PostAsJsonAsync(route, request, PeerJson.Options, limit.Token);
        if (answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity or HttpStatusCode.InternalServerError)
        {
            throw new LedgerRefusedException(answer.StatusCode);
        }

        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<TResponse>(PeerJson.Options, limit.Token))!;
    }
}

/// <summary>Something in the batch, not the state of results, makes it fail.</summary>
internal sealed class LedgerRefusedException(HttpStatusCode status) : Exception($"The ledger answered {(int)status}.");
