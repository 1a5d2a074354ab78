using System.Net;
using ContentMultiplier.Auth.Tests.Support;
using ContentMultiplier.Contracts.Accounts;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Auth.Tests;

public sealed class FieldConnectionTests
{
    private const string Secret = "key-secret-12345678";

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
    public async Task A_good_key_becomes_an_account_after_the_platform_was_asked()
    {
        var user = await _app.NewUserAsync();
        CredentialLeaseResponse? leased = null;
        _app.Worker.Answer = lease =>
        {
            leased = lease;
            return new AccountsDiscovered { Accounts = [new("ext-9", "Ninth")] };
        };

        using var answer = await user.PostFieldsAsync(("api_key", Secret), ("region", "eu"));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        var account = (await answer.ReadAsync<ConnectedAccountsResponse>()).Accounts.Single();
        Assert.That(leased!.Fields, Is.EquivalentTo(new Dictionary<string, string> { ["api_key"] = Secret, ["region"] = "eu" }));
        Assert.That(await _app.Worker.HeardAsync(nameof(AccountConnected), account.AccountId), Is.True);
    }

    [Test]
    public async Task Every_wrong_field_is_named_at_once_and_no_value()
    {
        var user = await _app.NewUserAsync();

        using var answer = await user.PostFieldsAsync(("api_key", "wrong-secret-value"), ("surplus", "x"));

        var body = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(await answer.FieldsAsync(), Is.EqualTo(new[] { "fields.api_key", "fields.region", "fields.surplus" }));
        Assert.That(body, Does.Not.Contain("wrong-secret-value"));
    }

    [TestCase("nowhere")]
    [TestCase("testy")]
    public async Task Fields_for_another_kind_of_platform_are_refused(string platform)
    {
        var user = await _app.NewUserAsync();

        using var answer = await user.Http.PostAsync(
            "/api/publishing/credentials", new ConnectCredentialRequest(platform, new Dictionary<string, string>()));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(await answer.FieldsAsync(), Is.EqualTo(new[] { "platform" }));
    }

    [TestCase(FailureCategories.Unauthorized, HttpStatusCode.UnprocessableEntity)]
    [TestCase(FailureCategories.Unavailable, HttpStatusCode.BadGateway)]
    public async Task A_key_that_is_not_proved_good_is_not_kept(string category, HttpStatusCode status)
    {
        var user = await _app.NewUserAsync();
        _app.Worker.Answer = _ => new AccountsDiscovered { Category = category, Detail = "no" };

        using var answer = await user.PostFieldsAsync(("api_key", Secret), ("region", "eu"));

        Assert.That(answer.StatusCode, Is.EqualTo(status));
        Assert.That(
            await _app.Database.ScalarAsync<long>($"select count(*) from credentials where workspace_id = '{user.WorkspaceId}'"), Is.Zero);
    }

    [Test]
    public async Task No_answer_and_no_row_holds_a_secret()
    {
        var user = await _app.NewUserAsync();
        using var created = await user.PostFieldsAsync(("api_key", Secret), ("region", "eu"));
        await user.ConnectByOAuthAsync();

        var answers = await created.Content.ReadAsStringAsync() + await user.Http.GetStringAsync("/api/publishing/credentials");
        var rows = await _app.Database.ScalarAsync<string>(
            """
            select concat_ws(' ', (select string_agg(c::text, ' ') from credentials c),
                (select string_agg(encode(fields, 'escape'), ' ') from credentials),
                (select string_agg(encode(access_token, 'escape'), ' ') from credentials),
                (select string_agg(a::text, ' ') from accounts a), (select string_agg(o.body, ' ') from outbox_messages o))
            """);

        Assert.That(answers + rows, Does.Not.Contain(Secret).And.Not.Contain("access-secret").And.Not.Contain("refresh-secret"));
    }

    [Test]
    public async Task Disconnecting_destroys_the_secret_and_says_so()
    {
        var user = await _app.NewUserAsync();
        var account = await user.ConnectByFieldsAsync();

        using var answer = await user.Http.DeleteAsync($"/api/publishing/credentials/keyed?account_id={account.AccountId}");
        using var again = await user.Http.DeleteAsync($"/api/publishing/credentials/keyed?account_id={account.AccountId}");

        Assert.Multiple(() =>
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
            Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        });
        Assert.That(await user.AccountsAsync(), Is.Empty);
        Assert.That(
            await _app.Database.ScalarAsync<long>($"select count(*) from credentials where workspace_id = '{user.WorkspaceId}'"), Is.Zero);
        Assert.That(await _app.Worker.HeardAsync(nameof(AccountDisconnected), account.AccountId), Is.True);
        Assert.That((await user.ConnectByFieldsAsync()).AccountId, Is.EqualTo(account.AccountId));
    }

    [Test]
    public async Task Disconnecting_an_oauth_account_revokes_its_tokens()
    {
        var user = await _app.NewUserAsync();
        await user.ConnectByOAuthAsync();

        using var answer = await user.Http.DeleteAsync("/api/publishing/credentials/testy");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        await Eventually.BecomesTrueAsync(() => _app.Platform.Revoked.Count == 2, TimeSpan.FromSeconds(60));
        Assert.That(_app.Platform.Revoked.Select(token => token.Split('-')[0]), Is.EquivalentTo(new[] { "refresh", "access" }));
        await Eventually.BecomesTrueAsync(
            async () => await _app.Database.ScalarAsync<long>("select count(*) from revocations") == 0, TimeSpan.FromSeconds(60));
    }

    [Test]
    public async Task Verifying_marks_an_account_that_the_platform_refuses_and_heals_it_later()
    {
        var user = await _app.NewUserAsync();
        var account = await user.ConnectByFieldsAsync();
        _app.Worker.Answer = _ => new AccountsDiscovered { Category = FailureCategories.Unauthorized, Detail = "key revoked" };
        var path = $"/api/publishing/credentials/{account.AccountId}/verify";

        var refused = await user.Http.PostAsync<AccountResponse>(path, new { });
        _app.Worker.Answer = null;
        var healed = await user.Http.PostAsync<AccountResponse>(path, new { });

        Assert.Multiple(() =>
        {
            Assert.That((refused.Health, refused.HealthDetail), Is.EqualTo(("needs_attention", "key revoked")));
            Assert.That(healed.Health, Is.EqualTo("ok"));
        });
        Assert.That(await _app.Worker.HeardAsync(nameof(AccountNeedsAttention), account.AccountId), Is.True);
    }

    [Test]
    public async Task A_platform_that_cannot_be_asked_says_nothing_about_an_account()
    {
        var user = await _app.NewUserAsync();
        var account = await user.ConnectByFieldsAsync();
        _app.Worker.Answer = _ => new AccountsDiscovered { Category = FailureCategories.Unavailable };

        using var answer = await user.Http.PostAsync($"/api/publishing/credentials/{account.AccountId}/verify", new { });

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadGateway));
        Assert.That((await user.AccountsAsync()).Single().Health, Is.EqualTo("ok"));
    }

    [Test]
    public async Task Another_workspaces_account_is_not_there()
    {
        var owner = await _app.NewUserAsync();
        var account = await owner.ConnectByFieldsAsync();
        var stranger = await _app.NewUserAsync();
        await stranger.ConnectByFieldsAsync();

        using var verify = await stranger.Http.PostAsync($"/api/publishing/credentials/{account.AccountId}/verify", new { });
        using var disconnect = await stranger.Http.DeleteAsync($"/api/publishing/credentials/keyed?account_id={account.AccountId}");

        Assert.Multiple(() =>
        {
            Assert.That(verify.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
            Assert.That(disconnect.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        });
        Assert.That((await stranger.AccountsAsync()).Single().AccountId, Is.Not.EqualTo(account.AccountId));
        Assert.That(await owner.AccountsAsync(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task The_list_comes_in_pages_and_by_platform()
    {
        var user = await _app.NewUserAsync();
        _app.Worker.Answer = _ => new AccountsDiscovered { Accounts = [new("a", "A"), new("b", "B"), new("c", "C")] };
        using var answer = await user.PostFieldsAsync(("api_key", Secret), ("region", "us"));
        var choices = await answer.ReadAsync<ConnectedAccountsResponse>();
        await user.Http.PostAsync<ConnectedAccountsResponse>(
            "/api/publishing/auth/keyed/accounts", new ChooseAccountsRequest(choices.ConnectionId!.Value, ["a", "b", "c"]));

        var first = await user.Http.ReadAsync<Page<AccountResponse>>("/api/publishing/credentials?limit=2");
        var second = await user.Http.ReadAsync<Page<AccountResponse>>($"/api/publishing/credentials?limit=2&cursor={first.NextCursor}");
        var other = await user.Http.ReadAsync<Page<AccountResponse>>("/api/publishing/credentials?platform=t");

        Assert.Multiple(() =>
        {
            Assert.That(first.Items.Concat(second.Items).Select(account => account.Name), Is.EquivalentTo(new[] { "A", "B", "C" }));
            Assert.That(second.NextCursor, Is.Null);
            Assert.That(other.Items, Is.Empty);
        });
    }

    [TestCase("?limit=0")]
    [TestCase("?limit=201")]
    [TestCase("?cursor=nonsense")]
    [TestCase("?cursor=!!!!!!!!!!!!!!!!!!!!!!")]
    public async Task A_page_that_cannot_be_is_refused(string query)
    {
        var user = await _app.NewUserAsync();

        using var answer = await user.Http.GetAsync("/api/publishing/credentials" + query);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task A_key_without_the_scope_changes_nothing()
    {
        var user = await _app.NewUserAsync();
        using var reader = _app.As(new UserTicket(user.UserId, user.WorkspaceId, "owner", ["read"], Guid.NewGuid()));

        using var list = await reader.GetAsync("/api/publishing/credentials");
        using var start = await reader.GetAsync("/api/publishing/auth/testy");
        using var disconnect = await reader.DeleteAsync("/api/publishing/credentials/keyed");

        Assert.Multiple(() =>
        {
            Assert.That(list.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(start.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
            Assert.That(disconnect.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        });
    }
}
