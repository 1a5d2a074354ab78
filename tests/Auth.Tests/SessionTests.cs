using System.Net;
using ContentMultiplier.Auth.Tests.Support;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.Contracts.Api.Internal;

namespace ContentMultiplier.Auth.Tests;

public sealed class SessionTests
{
    private AuthApp _app = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _app = await SharedApp.GetAsync();

    [Test]
    public async Task An_access_token_says_who_it_is_for_a_quarter_of_an_hour()
    {
        var user = await _app.NewUserAsync();

        using var now = await _app.ExchangeAsync(user.Tokens.AccessToken);
        _app.Clock.Advance(TimeSpan.FromMinutes(15));
        using var later = await _app.ExchangeAsync(user.Tokens.AccessToken);

        var who = await now.ReadAsync<TokenExchangeResponse>();
        Assert.Multiple(() =>
        {
            Assert.That((who.UserId, who.WorkspaceId, who.ApiKeyId), Is.EqualTo((user.UserId, user.WorkspaceId, (Guid?)null)));
            Assert.That(later.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        });
    }

    [Test]
    public async Task A_changed_access_token_is_refused()
    {
        var user = await _app.NewUserAsync();
        var token = user.Tokens.AccessToken;
        var changed = token[..40] + (token[40] == 'A' ? 'B' : 'A') + token[41..];

        using var answer = await _app.ExchangeAsync(changed);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task Another_users_workspace_is_not_there()
    {
        var user = await _app.NewUserAsync();
        var other = await _app.NewUserAsync();

        using var answer = await _app.ExchangeAsync(user.Tokens.AccessToken, other.WorkspaceId);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_refresh_token_gives_new_tokens()
    {
        var user = await _app.NewUserAsync();

        var renewed = await RefreshedAsync(user.Tokens.RefreshToken);

        using var exchanged = await _app.ExchangeAsync(renewed.AccessToken);
        Assert.Multiple(() =>
        {
            Assert.That(exchanged.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(renewed.RefreshToken, Is.Not.EqualTo(user.Tokens.RefreshToken));
        });
    }

    [Test]
    public async Task Asking_again_at_once_gives_the_same_successor()
    {
        var user = await _app.NewUserAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RefreshedAsync(user.Tokens.RefreshToken)));

        Assert.That(answers.Select(answer => answer.RefreshToken).Distinct().Count(), Is.EqualTo(1));
        Assert.That((await RefreshedAsync(answers[0].RefreshToken)).RefreshToken, Is.Not.Empty);
    }

    [Test]
    public async Task A_refresh_token_used_again_later_ends_the_session()
    {
        var user = await _app.NewUserAsync();
        var renewed = await RefreshedAsync(user.Tokens.RefreshToken);
        _app.Clock.Advance(TimeSpan.FromSeconds(31));

        using var reused = await RefreshAsync(user.Tokens.RefreshToken);
        using var successor = await RefreshAsync(renewed.RefreshToken);
        using var access = await _app.ExchangeAsync(renewed.AccessToken);

        Assert.That(
            new[] { reused.StatusCode, successor.StatusCode, access.StatusCode }, Has.All.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task A_refresh_token_used_again_after_its_successor_ends_the_session()
    {
        var user = await _app.NewUserAsync();
        var second = await RefreshedAsync(user.Tokens.RefreshToken);
        var third = await RefreshedAsync(second.RefreshToken);

        using var reused = await RefreshAsync(user.Tokens.RefreshToken);
        using var latest = await RefreshAsync(third.RefreshToken);

        Assert.That(new[] { reused.StatusCode, latest.StatusCode }, Has.All.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task A_refresh_token_ends_by_itself()
    {
        var user = await _app.NewUserAsync();
        _app.Clock.Advance(TimeSpan.FromDays(14));

        using var answer = await RefreshAsync(user.Tokens.RefreshToken);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task Signing_out_ends_the_session_and_leaves_others()
    {
        var user = await _app.NewUserAsync();
        using var http = _app.Anonymous();
        var elsewhere = await http.PostAsync<TokenResponse>("/api/auth/login", new LoginRequest(user.Email, AuthApp.Password));

        using var logout = await http.PostAsync("/api/auth/logout", new RefreshRequest(user.Tokens.RefreshToken));

        using var refresh = await RefreshAsync(user.Tokens.RefreshToken);
        using var access = await _app.ExchangeAsync(user.Tokens.AccessToken);
        using var other = await _app.ExchangeAsync(elsewhere.AccessToken);
        Assert.Multiple(() =>
        {
            Assert.That(logout.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
            Assert.That(refresh.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(access.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(other.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        });
    }

    [Test]
    public async Task No_token_is_stored_as_it_is()
    {
        var user = await _app.NewUserAsync();
        await RefreshedAsync(user.Tokens.RefreshToken);

        var rows = await _app.Database.ScalarAsync<string>(
            "select string_agg(t::text || u::text, ' ') from refresh_tokens t, users u");

        Assert.That(rows, Does.Not.Contain(user.Tokens.RefreshToken).And.Not.Contain(AuthApp.Password));
    }

    private async Task<HttpResponseMessage> RefreshAsync(string token)
    {
        using var http = _app.Anonymous();
        return await http.PostAsync("/api/auth/refresh", new RefreshRequest(token));
    }

    private async Task<TokenResponse> RefreshedAsync(string token)
    {
        using var answer = await RefreshAsync(token);
        return await answer.ReadAsync<TokenResponse>();
    }
}
