using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.ServiceDefaults.Http;

namespace ContentMultiplier.Posts.Accounts;

/// <summary>Auth alone knows what is connected; its events tell it a moment later.</summary>
internal sealed class AuthClient(HttpClient http)
{
    public async Task<WorkspaceAccountsResponse> AccountsAsync(CancellationToken cancellationToken) =>
        await http.GetFromJsonAsync<WorkspaceAccountsResponse>("internal/accounts", PeerJson.Options, cancellationToken)
            ?? throw new HttpRequestException("Auth gave an empty answer.");
}
