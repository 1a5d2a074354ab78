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
        try
        {
            using var answer = await http.PostAsJsonAsync($"/internal/credentials/{id}/lease", request, PeerJson.Options, cancellationToken);
            if (IsRefusal(answer.StatusCode))
            {
                throw new AttemptEndedException(
                    AttemptResults.Failed, FailureCategories.Unauthorized, "The account has no usable credential; it must be connected again.");
            }

            answer.EnsureSuccessStatusCode();
            return (await answer.Content.ReadFromJsonAsync<CredentialLeaseResponse>(PeerJson.Options, cancellationToken))!;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or TimeoutException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw AttemptEndedException.Unavailable("The account's credential could not be fetched.", exception);
        }
    }

    // 401 and 403 are about this worker's own ticket and pass; these are about the account.
    private static bool IsRefusal(HttpStatusCode status)
        => status is HttpStatusCode.NotFound or HttpStatusCode.Conflict or HttpStatusCode.Gone or HttpStatusCode.UnprocessableEntity;
}
