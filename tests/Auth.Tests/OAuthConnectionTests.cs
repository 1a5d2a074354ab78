using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using ContentMultiplier.Auth.Tests.Support;
using ContentMultiplier.Contracts.Accounts;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.Contracts.Publishing;
using Microsoft.AspNetCore.Http;

namespace ContentMultiplier.Auth.Tests;

public sealed class OAuthConnectionTests
{
    private const string Callback = "/api/publishing/auth/testy/callback";

    private AuthApp _app = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _app = await SharedApp.GetAsync();

    [SetUp]
    public void Reset()
    {
        _app.Platform.Reset();
        _app.Worker.Answer = null;
    }

    [Test]
    public async Task Row_60_the_consent_page_is_asked_for_with_state_and_challenge()
    {
        var user = await _app.NewUserAsync();

        var start = await user.StartConnectionAsync();

        Assert.Multiple(() =>
        {
            Assert.That(start.AuthorizationUrl, Does.StartWith(_app.Platform.Url + "/authorize?"));
            Assert.That(TestUser.Parameter(start.AuthorizationUrl, "state"), Is.EqualTo(start.State));
            Assert.That(TestUser.Parameter(start.AuthorizationUrl, "code_challenge_method"), Is.EqualTo("S256"));
            Assert.That(TestUser.Parameter(start.AuthorizationUrl, "scope"), Is.EqualTo("post.read post.write offline"));
            Assert.That(TestUser.Parameter(start.AuthorizationUrl, "redirect_uri"), Does.EndWith(Callback));
            Assert.That(start.State, Has.Length.EqualTo(43));
        });
    }

    [Test]
    public async Task A_code_becomes_accounts()
    {
        var user = await _app.NewUserAsync();
        var start = await user.StartConnectionAsync();

        using var answer = await user.CompleteAsync(new CompleteConnectionRequest("code-1", start.State));

        var account = (await answer.ReadAsync<ConnectedAccountsResponse>()).Accounts.Single();
        var asked = _app.Platform.TokenRequests.Single();
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(asked["code_verifier"])));
        Assert.Multiple(() =>
        {
            Assert.That((account.Platform, account.Name, account.ExternalId, account.Health), Is.EqualTo(("testy", "First account", "ext-1", "ok")));
            Assert.That(account.Scopes, Is.EqualTo(new[] { "post.read", "post.write", "offline" }));
            Assert.That(challenge, Is.EqualTo(TestUser.Parameter(start.AuthorizationUrl, "code_challenge")));
            Assert.That((asked["grant_type"], asked["code"]), Is.EqualTo(("authorization_code", "code-1")));
            Assert.That(asked["authorization"], Is.EqualTo("Basic " + Convert.ToBase64String("client-1:client%20secret%2F1"u8)));
        });
        Assert.That((await user.AccountsAsync()).Single().AccountId, Is.EqualTo(account.AccountId));
        Assert.That(await HeardAsync("AccountConnected", account.AccountId), Is.True);
    }

    [TestCase(1)]
    [TestCase(1000)]
    public async Task The_end_of_a_token_may_be_told_as_a_time_and_the_scopes_as_a_list(int unitsPerSecond)
    {
        var user = await _app.NewUserAsync();
        var end = _app.Clock.GetUtcNow().AddDays(60);
        _app.Platform.Answer = _ => Task.FromResult(Results.Json(new
        {
            access_token = $"access-secret-{Guid.NewGuid():N}",
            scope = new[] { "post.read", "post.write", "offline" },
            expires_at = end.ToUnixTimeSeconds() * unitsPerSecond,
        }));

        var account = await user.ConnectByOAuthAsync();

        Assert.That(account.ExpiresAt, Is.EqualTo(end).Within(TimeSpan.FromSeconds(1)));
        Assert.That(account.Scopes, Is.EqualTo(new[] { "post.read", "post.write", "offline" }));
    }

    [Test]
    public async Task Connecting_again_keeps_the_accounts_id()
    {
        var user = await _app.NewUserAsync();
        var first = await user.ConnectByOAuthAsync();
        _app.Worker.Answer = _ => new AccountsDiscovered { Accounts = [new("ext-1", "Renamed"), new("ext-2", "Second")] };

        using var answer = await user.CompleteAsync(new CompleteConnectionRequest("code-2", (await user.StartConnectionAsync()).State));
        var choices = await answer.ReadAsync<ConnectedAccountsResponse>();
        await user.Http.PostAsync<ConnectedAccountsResponse>(
            "/api/publishing/auth/testy/accounts", new ChooseAccountsRequest(choices.ConnectionId!.Value, ["ext-1", "ext-2"]));

        var accounts = await user.AccountsAsync();
        Assert.Multiple(() =>
        {
            Assert.That(accounts.Select(account => account.Name), Is.EquivalentTo(new[] { "Renamed", "Second" }));
            Assert.That(accounts.Single(account => account.ExternalId == "ext-1").AccountId, Is.EqualTo(first.AccountId));
        });
        Assert.That(
            await _app.Database.ScalarAsync<long>($"select count(*) from credentials where workspace_id = '{user.WorkspaceId}'"), Is.EqualTo(1));
    }

    [Test]
    public async Task Row_59_a_state_is_good_once()
    {
        var user = await _app.NewUserAsync();
        var start = await user.StartConnectionAsync();
        var request = new CompleteConnectionRequest("code-1", start.State);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => user.CompleteAsync(request)));

        Assert.Multiple(() =>
        {
            Assert.That(answers.Count(answer => answer.StatusCode == HttpStatusCode.OK), Is.EqualTo(1));
            Assert.That(answers.Count(answer => answer.StatusCode == HttpStatusCode.BadRequest), Is.EqualTo(9));
            Assert.That(_app.Platform.TokenRequests, Has.Count.EqualTo(1));
        });
    }

    [Test]
    public async Task Row_59_a_forged_state_is_refused()
    {
        var user = await _app.NewUserAsync();
        await user.StartConnectionAsync();

        await RefusedAsync(user.CompleteAsync(new("code-1", Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)))), "invalid_state");
    }

    [Test]
    public async Task Row_59_an_old_state_is_refused()
    {
        var user = await _app.NewUserAsync();
        var start = await user.StartConnectionAsync();
        _app.Clock.Advance(TimeSpan.FromMinutes(10));

        await RefusedAsync(user.CompleteAsync(new("code-1", start.State)), "invalid_state");
    }

    [Test]
    public async Task Row_61_another_users_state_is_refused_and_stays_theirs()
    {
        var user = await _app.NewUserAsync();
        var thief = await _app.NewUserAsync();
        var start = await user.StartConnectionAsync();

        await RefusedAsync(thief.CompleteAsync(new("code-1", start.State)), "invalid_state");

        using var answer = await user.CompleteAsync(new("code-1", start.State));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await thief.AccountsAsync(), Is.Empty);
    }

    [Test]
    public async Task Row_59_another_platforms_state_is_refused()
    {
        var user = await _app.NewUserAsync();
        var start = await user.StartConnectionAsync();

        await RefusedAsync(user.CompleteAsync(new("code-1", start.State), StubWorker.FieldsPlatform), "invalid_state");
    }

    [Test]
    public async Task Row_59_a_denial_uses_the_state_up_and_asks_nothing()
    {
        var user = await _app.NewUserAsync();
        var start = await user.StartConnectionAsync();

        await RefusedAsync(user.CompleteAsync(new(State: start.State, Error: "access_denied")), "authorization_denied");
        await RefusedAsync(user.CompleteAsync(new("code-1", start.State)), "invalid_state");
    }

    [Test]
    public async Task Row_59_an_answer_without_code_names_what_is_missing()
    {
        var user = await _app.NewUserAsync();

        using var answer = await user.CompleteAsync(new CompleteConnectionRequest());

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await answer.FieldsAsync(), Is.EqualTo(new[] { "code", "state" }));
    }

    [Test]
    public async Task A_refused_code_connects_nothing()
    {
        var user = await _app.NewUserAsync();
        _app.Platform.Answer = _ => Task.FromResult(StubPlatform.Refusal("invalid_grant"));
        var start = await user.StartConnectionAsync();

        using var answer = await user.CompleteAsync(new("code-1", start.State));

        Assert.That((answer.StatusCode, await answer.ProblemAsync()), Is.EqualTo((HttpStatusCode.BadRequest, "code_refused")));
        Assert.That(await user.AccountsAsync(), Is.Empty);
    }

    [Test]
    public async Task A_platform_that_is_down_is_said_to_be()
    {
        var user = await _app.NewUserAsync();
        _app.Platform.Answer = _ => Task.FromResult(Results.StatusCode(503));
        var start = await user.StartConnectionAsync();

        using var answer = await user.CompleteAsync(new("code-1", start.State));

        Assert.That((answer.StatusCode, await answer.ProblemAsync()), Is.EqualTo((HttpStatusCode.BadGateway, "platform_unavailable")));
    }

    [Test]
    public async Task A_consent_that_opens_nothing_leaves_no_secret_behind()
    {
        var user = await _app.NewUserAsync();
        _app.Worker.Answer = _ => new AccountsDiscovered { Category = FailureCategories.Forbidden, Detail = "scope missing" };
        var start = await user.StartConnectionAsync();

        using var answer = await user.CompleteAsync(new("code-1", start.State));

        Assert.That((answer.StatusCode, await answer.ProblemAsync()), Is.EqualTo((HttpStatusCode.UnprocessableEntity, "credential_refused")));
        Assert.That(
            await _app.Database.ScalarAsync<long>($"select count(*) from credentials where workspace_id = '{user.WorkspaceId}'"), Is.Zero);
    }

    [Test]
    public async Task The_browser_comes_back_with_its_cookie_and_goes_where_it_wanted()
    {
        var user = await _app.NewUserAsync();
        using var started = await user.Http.GetAsync("/api/publishing/auth/testy?redirect_after=/settings/accounts?tab=1");
        var start = await started.ReadAsync<StartConnectionResponse>();
        var cookie = started.Headers.GetValues("Set-Cookie").Single();
        using var browser = _app.Anonymous();

        using var stranger = await browser.GetAsync($"{Callback}?code=code-1&state={start.State}");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Callback}?code=code-1&state={start.State}");
        request.Headers.Add("Cookie", cookie.Split(';')[0]);
        using var answer = await browser.SendAsync(request);

        Assert.Multiple(() =>
        {
            Assert.That(cookie, Does.Contain("httponly").And.Contain("samesite=lax"));
            Assert.That(stranger.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
            Assert.That(answer.Headers.Location!.ToString(), Is.EqualTo("/settings/accounts?tab=1&connected=testy"));
        });
        Assert.That(await user.AccountsAsync(), Has.Count.EqualTo(1));
    }

    [TestCase("https://evil.example/")]
    [TestCase("//evil.example/")]
    [TestCase("/\\evil.example/")]
    [TestCase("settings")]
    public async Task Row_60_the_browser_is_sent_to_no_other_site(string path)
    {
        var user = await _app.NewUserAsync();

        using var answer = await user.Http.GetAsync("/api/publishing/auth/testy?redirect_after=" + Uri.EscapeDataString(path));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [TestCase("nowhere", HttpStatusCode.NotFound)]
    [TestCase("keyed", HttpStatusCode.Conflict)]
    [TestCase("t", HttpStatusCode.OK)]
    public async Task Only_oauth_platforms_have_a_consent_page(string platform, HttpStatusCode status)
    {
        var user = await _app.NewUserAsync();

        using var answer = await user.Http.GetAsync("/api/publishing/auth/" + platform);

        Assert.That(answer.StatusCode, Is.EqualTo(status));
    }

    private async Task RefusedAsync(Task<HttpResponseMessage> asked, string problem)
    {
        using var answer = await asked;
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await answer.ProblemAsync(), Is.EqualTo(problem));
        Assert.That(_app.Platform.TokenRequests, Is.Empty);
    }

    private Task<bool> HeardAsync(string message, Guid accountId) => _app.Worker.HeardAsync(message, accountId);
}
