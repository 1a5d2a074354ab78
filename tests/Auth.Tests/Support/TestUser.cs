using System.Net.Http.Json;
using System.Web;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;

namespace ContentMultiplier.Auth.Tests.Support;

/// <summary>Somebody signed in.</summary>
internal sealed class TestUser(AuthApp app, string email, MeResponse me, TokenResponse tokens)
{
    public string Email => email;
    public Guid UserId => me.UserId;
    public Guid WorkspaceId => me.Workspaces[0].WorkspaceId;
    public TokenResponse Tokens => tokens;
    public HttpClient Http { get; } = app.As(new UserTicket(me.UserId, me.Workspaces[0].WorkspaceId, "owner", Policies.Rights));

    public Task<StartConnectionResponse> StartConnectionAsync(string platform = StubWorker.OAuthPlatform) =>
        Http.ReadAsync<StartConnectionResponse>($"/api/publishing/auth/{platform}");

    public Task<HttpResponseMessage> CompleteAsync(CompleteConnectionRequest request, string platform = StubWorker.OAuthPlatform) =>
        Http.PostAsJsonAsync($"/api/publishing/auth/{platform}/callback", request, StrictJson.Options);

    /// <summary>The whole OAuth dance; gives the one account.</summary>
    public async Task<AccountResponse> ConnectByOAuthAsync()
    {
        var start = await StartConnectionAsync();
        using var answer = await CompleteAsync(new CompleteConnectionRequest("code-1", start.State));
        return (await answer.ReadAsync<ConnectedAccountsResponse>()).Accounts.Single();
    }

    public async Task<AccountResponse> ConnectByFieldsAsync()
    {
        using var answer = await PostFieldsAsync(("api_key", "key-secret-12345678"), ("region", "eu"));
        return (await answer.ReadAsync<ConnectedAccountsResponse>()).Accounts.Single();
    }

    public Task<HttpResponseMessage> PostFieldsAsync(params (string Name, string Value)[] fields) => Http.PostAsJsonAsync(
        "/api/publishing/credentials",
        new ConnectCredentialRequest(StubWorker.FieldsPlatform, fields.ToDictionary(field => field.Name, field => field.Value)),
        StrictJson.Options);

    public async Task<IReadOnlyList<AccountResponse>> AccountsAsync() =>
        (await Http.ReadAsync<Page<AccountResponse>>("/api/publishing/credentials")).Items;

    public static string Parameter(string url, string name) => HttpUtility.ParseQueryString(new Uri(url).Query)[name]!;
}
