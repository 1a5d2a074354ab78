using System.Net;
using System.Net.Http.Json;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Attempts;
using ContentMultiplier.ServiceDefaults.Http;

namespace ContentMultiplier.Publishing.Credentials;

/// <summary>Leases credentials from auth.</summary>
internal sealed class CredentialApi(HttpClient http)
{
    /// <exception cref="AttemptEndedException">There is no usable credential, or auth cannot be asked.</exception>
    public async Task<CredentialLeaseResponse> LeaseAsync(Guid id, LeaseCredentialRequest request, CancellationToken cancellationToken)
    {
        using var answer = await AskAsync(
            $"/internal/credentials/{id}/lease", request, "The account's credential could not be fetched.", cancellationToken);
        return (await answer.Content.ReadFromJsonAsync<CredentialLeaseResponse>(PeerJson.Options, cancellationToken))!;
    }

    /// <exception cref="AttemptEndedException">The connection is gone, or auth cannot be asked.</exception>
    public async Task KeepAccountTokensAsync(Guid id, KeepAccountTokensRequest request, CancellationToken cancellationToken)
    {
        using var answer = await AskAsync(
            $"/internal/credentials/{id}/account-tokens", request, "The accounts' tokens could not be kept.", cancellationToken);
    }

    private async Task<HttpResponseMessage> AskAsync<T>(string path, T request, string failure, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await http.PostAsJsonAsync(path, request, PeerJson.Options, cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                return answer;
            }

            using (answer)
            {
                throw IsRefusal(answer.StatusCode)
                    ? new AttemptEndedException(
                        AttemptResults.Failed, FailureCategories.Unauthorized, "The account has no usable credential; it must be connected again.")
                    : new HttpRequestException(failure, null, answer.StatusCode);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or TimeoutException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw AttemptEndedException.Unavailable(failure, exception);
        }
    }

    // 401 and 403 are about this worker's own ticket and pass; these are about the account.
    private static bool IsRefusal(HttpStatusCode status)
        => status is HttpStatusCode.NotFound or HttpStatusCode.Conflict or HttpStatusCode.Gone or HttpStatusCode.UnprocessableEntity;
}
