using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using System.Net.Http.Json;

namespace ContentMultiplier.Auth.Tests.Support;

/// <summary>Somebody at one device: what they call carries their session, as the gateway would put it there.</summary>
internal sealed class Person
{
    private readonly AuthApp _app;

    private Person(AuthApp app, string email, TokenResponse tokens, TokenExchangeResponse who)
    {
        _app = app;
        Email = email;
        Tokens = tokens;
        SessionId = who.SessionId!.Value;
        UserId = who.UserId;
        Http = app.As(new UserTicket(who.UserId, who.WorkspaceId, who.Role, [.. who.Scopes], null, who.SessionId));
    }

    public string Email { get; }
    public Guid UserId { get; }
    public Guid SessionId { get; }
    public TokenResponse Tokens { get; }
    public HttpClient Http { get; }

    public static async Task<Person> RegisterAsync(AuthApp app)
    {
        var user = await app.NewUserAsync();
        return await OfAsync(app, user.Email, user.Tokens);
    }

    /// <summary>The same user at another device.</summary>
    public async Task<Person> ElsewhereAsync(string password = AuthApp.Password, string? code = null)
    {
        using var answer = await SignInAsync(password, code);
        return await OfAsync(_app, Email, await answer.ReadAsync<TokenResponse>());
    }

    public Task<HttpResponseMessage> SignInAsync(string password, string? code = null, string? email = null) =>
        PostAnonymousAsync("/api/auth/login", new LoginRequest(email ?? Email, password, code));

    public async Task<HttpResponseMessage> PostAnonymousAsync(string path, object body)
    {
        using var http = _app.Anonymous();
        return await http.PostAsync(path, body);
    }

    public Task<HttpResponseMessage> PutAsync(string path, object body) => Http.PutAsJsonAsync(path, body, StrictJson.Options);

    public async Task<bool> IsSignedInAsync()
    {
        using var answer = await _app.ExchangeAsync(Tokens.AccessToken);
        return answer.IsSuccessStatusCode;
    }

    public async Task<bool> CanRefreshAsync()
    {
        using var answer = await PostAnonymousAsync("/api/auth/refresh", new RefreshRequest(Tokens.RefreshToken));
        return answer.IsSuccessStatusCode;
    }

    private static async Task<Person> OfAsync(AuthApp app, string email, TokenResponse tokens)
    {
        using var answer = await app.ExchangeAsync(tokens.AccessToken);
        return new Person(app, email, tokens, await answer.ReadAsync<TokenExchangeResponse>());
    }
}
