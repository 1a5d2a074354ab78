using System.Net;
using ContentMultiplier.Auth.Tests.Support;
using ContentMultiplier.Contracts.Accounts;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.Testing;
using Microsoft.AspNetCore.Http;

namespace ContentMultiplier.Auth.Tests;

/// <summary>A consent that opens several accounts, each with a token of its own, on a platform in the manner of Meta.</summary>
public sealed class AccountChoiceTests
{
    private const string Accounts = "/api/publishing/auth/pagey/accounts";
    private const string Worker = "publisher.pagey";
    private static readonly string[] AllScopes = ["pages_manage", "pages_show", "insights"];

    private AuthApp _app = null!;
    private TestUser _user = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _app = await SharedApp.GetAsync();

    [SetUp]
    public async Task ResetAsync()
    {
        _app.Platform.Reset();
        _app.Platform.Answer = _ => Task.FromResult(Results.Json(new { access_token = "short-secret-1", expires_in = 3600 }));
        _app.Worker.Answer = _ => new AccountsDiscovered
        {
            Accounts =
            [
                new("page-1", "Garden", "https://pagey.example/garden", Kind: "page"),
                new("page-2", "Bakery", Kind: "page"),
                new("page-3", "Archive", Kind: "page"),
            ],
            GrantedScopes = AllScopes,
        };
        _app.Worker.AccountTokens = _ => [new("page-1", "token-of-garden"), new("page-2", "token-of-bakery"), new("page-3", "token-of-archive")];
        _user = await _app.NewUserAsync();
    }

    [TearDown]
    public void Forget()
    {
        _app.Worker.Answer = null;
        _app.Worker.AccountTokens = null;
    }

    [Test]
    public async Task The_flow_is_the_one_that_the_platform_announced()
    {
        var start = await _user.StartConnectionAsync(StubWorker.PagesPlatform);

        await CompleteAsync(start);

        var asked = _app.Platform.TokenRequests.Single();
        var traded = _app.Platform.Trades.Single();
        Assert.Multiple(() =>
        {
            Assert.That(TestUser.Parameter(start.AuthorizationUrl, "scope"), Is.EqualTo("pages_manage,pages_show,insights"));
            Assert.That(TestUser.Parameter(start.AuthorizationUrl, "display"), Is.EqualTo("page"));
            Assert.That(TestUser.Parameter(start.AuthorizationUrl, "code_challenge"), Is.Not.Empty);
            Assert.That(TestUser.Parameter(start.AuthorizationUrl, "redirect_uri"), Is.EqualTo(asked["redirect_uri"]));
            Assert.That((asked["client_id"], asked["client_secret"], asked["authorization"]), Is.EqualTo(("client-2", "client-secret-2", "")));
            Assert.That((asked["continuous"], asked["code"]), Is.EqualTo(("true", "code-1")));
            Assert.That((traded["grant_type"], traded["exchange_token"]), Is.EqualTo(("long_exchange", "short-secret-1")));
            Assert.That((traded["client_id"], traded["client_secret"]), Is.EqualTo(("client-2", "client-secret-2")));
        });
    }

    [Test]
    public async Task Several_accounts_are_told_and_none_is_connected_before_the_choice()
    {
        var choices = await CompleteAsync();

        Assert.Multiple(() =>
        {
            Assert.That(choices.Accounts, Is.Empty);
            Assert.That(choices.AccountsToChooseFrom!.Select(choice => (choice.AccountId, choice.Name, choice.Kind)), Is.EqualTo(new[]
            {
                ("page-3", "Archive", "page"), ("page-2", "Bakery", "page"), ("page-1", "Garden", "page"),
            }));
            Assert.That(choices.ChooseBefore, Is.GreaterThan(_app.Clock.GetUtcNow()));
        });
        Assert.That(await _user.AccountsAsync(), Is.Empty);
        var listed = await _user.Http.ReadAsync<ConnectedAccountsResponse>($"{Accounts}?connection_id={choices.ConnectionId}");
        Assert.That(listed.AccountsToChooseFrom, Is.EqualTo(choices.AccountsToChooseFrom));
    }

    [Test]
    public async Task The_chosen_ones_are_connected_each_with_its_own_token()
    {
        var choices = await CompleteAsync();

        var connected = await ChooseAsync(choices, "page-1", "page-2");

        Assert.That(connected.Accounts.Select(account => account.Name), Is.EquivalentTo(new[] { "Garden", "Bakery" }));
        Assert.That(connected.ConnectionId, Is.Null);
        Assert.That((await _user.AccountsAsync()).Select(account => account.ExternalId), Is.EquivalentTo(new[] { "page-1", "page-2" }));
        foreach (var account in connected.Accounts)
        {
            var lease = await LeaseAsync(account.AccountId);
            Assert.That((lease.AccessToken, lease.ExpiresAt), Is.EqualTo(($"token-of-{account.Name.ToLowerInvariant()}", (DateTimeOffset?)null)));
            Assert.That(account.ReconnectBefore, Is.Null);
            Assert.That(await _app.Worker.HeardAsync(nameof(AccountConnected), account.AccountId), Is.True);
        }

        Assert.That(
            await _app.Database.ScalarAsync<long>($"select count(*) from connection_accounts where workspace_id = '{_user.WorkspaceId}'"),
            Is.Zero,
            "the tokens of those not chosen stay");
    }

    [Test]
    public async Task A_page_token_outlives_the_consents_and_its_refusal_concerns_that_page_alone()
    {
        var connected = await ChooseAsync(await CompleteAsync(), "page-1", "page-2");
        var (garden, bakery) = (connected.Accounts[0].AccountId, connected.Accounts[1].AccountId);
        _app.Clock.Advance(TimeSpan.FromDays(61));

        var lease = await LeaseAsync(garden);
        await LeaseAsync(garden, rejectedVersion: lease.Version);

        var health = (await _user.AccountsAsync()).ToDictionary(account => account.AccountId, account => account.Health);
        Assert.That((health[garden], health[bakery]), Is.EqualTo(("needs_attention", "ok")));
    }

    [Test]
    public async Task A_choice_counts_once_and_for_whom_it_was_offered()
    {
        var choices = await CompleteAsync();
        var thief = await _app.NewUserAsync();

        using var stolen = await thief.Http.PostAsync(Accounts, new ChooseAccountsRequest(choices.ConnectionId!.Value, ["page-1"]));
        using var elsewhere = await _user.Http.PostAsync(
            "/api/publishing/auth/testy/accounts", new ChooseAccountsRequest(choices.ConnectionId.Value, ["page-1"]));
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _user.Http.PostAsync(
            Accounts, new ChooseAccountsRequest(choices.ConnectionId.Value, ["page-1"]))));

        Assert.Multiple(() =>
        {
            Assert.That(stolen.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
            Assert.That(elsewhere.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
            Assert.That(answers.Count(answer => answer.StatusCode == HttpStatusCode.OK), Is.EqualTo(1));
            Assert.That(answers.Count(answer => answer.StatusCode == HttpStatusCode.NotFound), Is.EqualTo(7));
        });
    }

    [Test]
    public async Task A_wrong_choice_names_every_mistake_and_uses_nothing_up()
    {
        var choices = await CompleteAsync();

        using var none = await _user.Http.PostAsync(Accounts, new ChooseAccountsRequest(choices.ConnectionId!.Value, []));
        using var wrong = await _user.Http.PostAsync(Accounts, new ChooseAccountsRequest(choices.ConnectionId.Value, ["page-1", "page-8", "page-9"]));

        Assert.That((none.StatusCode, wrong.StatusCode), Is.EqualTo((HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity)));
        Assert.That(await wrong.FieldsAsync(), Is.EqualTo(new[] { "account_ids[1]", "account_ids[2]" }));
        Assert.That((await ChooseAsync(choices, "page-1")).Accounts, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_choice_not_made_within_the_hour_is_over()
    {
        var choices = await CompleteAsync();
        _app.Clock.Advance(TimeSpan.FromMinutes(61));

        using var late = await _user.Http.PostAsync(Accounts, new ChooseAccountsRequest(choices.ConnectionId!.Value, ["page-1"]));

        Assert.That((late.StatusCode, await late.ProblemAsync()), Is.EqualTo((HttpStatusCode.NotFound, "connection_over")));
    }

    [Test]
    public async Task What_the_directory_found_missing_is_named_and_nothing_is_kept()
    {
        _app.Worker.Answer = _ => new AccountsDiscovered { Accounts = [new("page-1", "Garden")], GrantedScopes = ["pages_show"] };

        await RefusedForScopesAsync(_user, "pages_manage");
    }

    [Test]
    public async Task What_the_token_answer_lacks_is_named_before_anything_is_asked()
    {
        _app.Platform.Answer = _ => Task.FromResult(Results.Json(new { data = new[] { new { access_token = "short-secret-1", permissions = "pages_manage" } } }));

        await RefusedForScopesAsync(_user, "pages_show");
    }

    [Test]
    public async Task Optional_scopes_may_be_denied()
    {
        _app.Worker.Answer = _ => new AccountsDiscovered { Accounts = [new("page-1", "Garden")], GrantedScopes = ["pages_show", "pages_manage"] };

        var connected = await CompleteAsync();

        Assert.That(connected.Accounts.Single().Scopes, Is.EqualTo(new[] { "pages_show", "pages_manage" }));
    }

    [Test]
    public async Task Another_issuers_answer_is_refused()
    {
        var start = await _user.StartConnectionAsync(StubWorker.PagesPlatform);

        using var answer = await _user.CompleteAsync(new("code-1", start.State, Iss: "https://evil.example"), StubWorker.PagesPlatform);

        Assert.That((answer.StatusCode, await answer.ProblemAsync()), Is.EqualTo((HttpStatusCode.BadRequest, "issuer_mismatch")));
        Assert.That(_app.Platform.TokenRequests, Is.Empty);
    }

    [Test]
    public async Task A_state_belongs_to_the_sign_in_that_asked_for_it()
    {
        using var here = _app.As(new UserTicket(_user.UserId, _user.WorkspaceId, "owner", Policies.Scopes, SessionId: Guid.NewGuid()));
        using var there = _app.As(new UserTicket(_user.UserId, _user.WorkspaceId, "owner", Policies.Scopes, SessionId: Guid.NewGuid()));
        var start = await here.ReadAsync<StartConnectionResponse>("/api/publishing/auth/pagey");
        var request = new CompleteConnectionRequest("code-1", start.State, Iss: "https://pagey.example");

        using var other = await there.PostAsync("/api/publishing/auth/pagey/callback", request);
        using var same = await here.PostAsync("/api/publishing/auth/pagey/callback", request);

        Assert.That((other.StatusCode, await other.ProblemAsync()), Is.EqualTo((HttpStatusCode.BadRequest, "invalid_state")));
        Assert.That(same.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_browser_that_comes_back_is_told_where_to_choose()
    {
        using var started = await _user.Http.GetAsync("/api/publishing/auth/pagey?redirect_after=/settings");
        var start = await started.ReadAsync<StartConnectionResponse>();
        using var browser = _app.Anonymous();
        using var request = new HttpRequestMessage(
            HttpMethod.Get, $"/api/publishing/auth/pagey/callback?code=code-1%23_&state={start.State}&iss=https://pagey.example");
        request.Headers.Add("Cookie", started.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);

        using var answer = await browser.SendAsync(request);

        Assert.That(answer.Headers.Location!.ToString(), Does.StartWith("/settings?choose=pagey&connection_id="));
        Assert.That(started.Headers.GetValues("Set-Cookie").Single(), Does.StartWith("__Host-cm_connect=").And.Contain("secure"));
        Assert.That(_app.Platform.TokenRequests.Single()["code"], Is.EqualTo("code-1"), "the empty fragment came along");
    }

    [Test]
    public async Task A_token_without_a_refresh_token_renews_itself()
    {
        _app.Worker.AccountTokens = null;
        _app.Worker.Answer = _ => new AccountsDiscovered { Accounts = [new("page-1", "Garden")], GrantedScopes = AllScopes };
        var account = (await CompleteAsync()).Accounts.Single();
        var first = await LeaseAsync(account.AccountId);
        _app.Clock.Advance(TimeSpan.FromDays(50));

        var second = await LeaseAsync(account.AccountId);

        Assert.That(second.Version, Is.GreaterThan(first.Version));
        var renewal = _app.Platform.Trades[^1];
        Assert.That((renewal["grant_type"], renewal["access_token"]), Is.EqualTo(("long_refresh", first.AccessToken)));
        Assert.That(renewal.ContainsKey("client_secret"), Is.False);
        Assert.That(account.ReconnectBefore, Is.Null);
    }

    [Test]
    public async Task A_consent_is_not_ended_while_another_workspace_lives_by_it()
    {
        var other = await _app.NewUserAsync();
        _app.Worker.AccountTokens = null;
        _app.Worker.Answer = _ => new AccountsDiscovered { Accounts = [new("page-of-two", "Shared")], GrantedScopes = AllScopes };
        await CompleteAsync();
        await CompleteAsync(user: other);

        using var first = await _user.Http.DeleteAsync("/api/publishing/credentials/pagey");
        await Eventually.BecomesTrueAsync(
            async () => await _app.Database.ScalarAsync<long>($"select count(*) from revocations where workspace_id = '{_user.WorkspaceId}'") == 0,
            TimeSpan.FromSeconds(60));
        var afterTheFirst = _app.Platform.Revoked.Count;
        using var second = await other.Http.DeleteAsync("/api/publishing/credentials/pagey");
        await Eventually.BecomesTrueAsync(() => _app.Platform.Revoked.Count > 0, TimeSpan.FromSeconds(60));

        Assert.That(afterTheFirst, Is.Zero);
        Assert.That(_app.Platform.Revoked.Single(), Does.StartWith("Bearer long-secret-"));
    }

    [Test]
    public async Task Only_the_worker_of_the_platform_keeps_tokens_and_only_while_connecting()
    {
        var connected = await ChooseAsync(await CompleteAsync(), "page-1");
        var connection = _app.Worker.Asked!.ConnectionId;
        using var own = _app.WorkerClient(Worker);
        using var other = _app.WorkerClient("publisher.testy");
        var request = new KeepAccountTokensRequest("pagey", _user.WorkspaceId, [new AccountToken("page-1", "forged-token")]);

        using var late = await own.PostAsync($"/internal/credentials/{connection}/account-tokens", request);
        using var foreign = await other.PostAsync($"/internal/credentials/{connection}/account-tokens", request);

        Assert.That((late.StatusCode, foreign.StatusCode), Is.EqualTo((HttpStatusCode.NotFound, HttpStatusCode.NotFound)));
        Assert.That((await LeaseAsync(connected.Accounts.Single().AccountId)).AccessToken, Is.EqualTo("token-of-garden"));
    }

    private async Task<ConnectedAccountsResponse> CompleteAsync(StartConnectionResponse? start = null, TestUser? user = null)
    {
        start ??= await (user ?? _user).StartConnectionAsync(StubWorker.PagesPlatform);
        using var answer = await (user ?? _user).CompleteAsync(
            new("code-1", start.State, Iss: "https://pagey.example"), StubWorker.PagesPlatform);
        return await answer.ReadAsync<ConnectedAccountsResponse>();
    }

    private Task<ConnectedAccountsResponse> ChooseAsync(ConnectedAccountsResponse choices, params string[] ids) =>
        _user.Http.PostAsync<ConnectedAccountsResponse>(Accounts, new ChooseAccountsRequest(choices.ConnectionId!.Value, ids));

    private async Task<CredentialLeaseResponse> LeaseAsync(Guid accountId, long? rejectedVersion = null)
    {
        using var worker = _app.WorkerClient(Worker);
        return await worker.PostAsync<CredentialLeaseResponse>(
            $"/internal/credentials/{accountId}/lease", new LeaseCredentialRequest("pagey", _user.WorkspaceId, rejectedVersion));
    }

    private async Task RefusedForScopesAsync(TestUser user, string missing)
    {
        var start = await user.StartConnectionAsync(StubWorker.PagesPlatform);
        using var answer = await user.CompleteAsync(new("code-1", start.State, Iss: "https://pagey.example"), StubWorker.PagesPlatform);

        Assert.That((answer.StatusCode, await answer.ProblemAsync()), Is.EqualTo((HttpStatusCode.UnprocessableEntity, "missing_scopes")));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain($"Not granted: {missing}."));
        Assert.That(
            await _app.Database.ScalarAsync<long>($"select count(*) from credentials where workspace_id = '{user.WorkspaceId}'"), Is.Zero);
    }
}
