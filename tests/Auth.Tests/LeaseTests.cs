using System.Net;
using ContentMultiplier.Auth.Tests.Support;
using ContentMultiplier.Contracts.Accounts;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.Contracts.Api.Internal;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace ContentMultiplier.Auth.Tests;

public sealed class LeaseTests
{
    private const string Worker = "publisher.testy";
    private static readonly TimeSpan MostOfLife = TimeSpan.FromSeconds(7200 * 0.8);

    private AuthApp _app = null!;
    private TestUser _user = null!;
    private AccountResponse _account = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _app = await SharedApp.GetAsync();

    [SetUp]
    public async Task ConnectAsync()
    {
        _app.Platform.Reset();
        _app.Worker.Answer = null;
        _user = await _app.NewUserAsync();
        _account = await _user.ConnectByOAuthAsync();
    }

    [Test]
    public async Task A_worker_gets_the_access_token_and_what_the_account_is()
    {
        var lease = await LeasedAsync();

        Assert.Multiple(() =>
        {
            Assert.That(lease.AccessToken, Does.StartWith("access-secret-"));
            Assert.That((lease.AccountExternalId, lease.AccountName), Is.EqualTo(("ext-1", "First account")));
            Assert.That(lease.Attributes["guild"], Is.EqualTo("7"));
            Assert.That(lease.Fields, Is.Empty);
        });
    }

    [Test]
    public async Task A_refresh_token_never_leaves()
    {
        using var answer = await LeaseAsync();

        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Not.Contain("refresh"));
    }

    [Test]
    public async Task A_worker_leases_for_its_own_platform_and_workspace_only()
    {
        using var otherPlatform = _app.WorkerClient("publisher.keyed");
        using var gateway = _app.Gateway();
        var path = $"/internal/credentials/{_account.AccountId}/lease";

        using var asItself = await otherPlatform.PostAsync(path, new LeaseCredentialRequest("keyed", _user.WorkspaceId));
        using var asAnother = await otherPlatform.PostAsync(path, new LeaseCredentialRequest("testy", _user.WorkspaceId));
        using var asGateway = await gateway.PostAsync(path, new LeaseCredentialRequest("testy", _user.WorkspaceId));
        using var inAnotherWorkspace = await LeaseAsync(workspaceId: Guid.NewGuid());

        Assert.That(
            new[] { asItself, asAnother, asGateway, inAnotherWorkspace }.Select(answer => answer.StatusCode),
            Has.All.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Row_56_a_token_is_renewed_once_however_many_ask_in_however_many_processes()
    {
        var replica = _app.AddReplica();

        // The new process looks for tokens to renew at its start, and finds those of other tests.
        var own = "refresh-secret-" + (await LeasedAsync()).AccessToken!.Split('-')[^1];
        _app.Platform.Reset();
        _app.Clock.Advance(MostOfLife);
        _app.Platform.Answer = async form =>
        {
            // Those of other tests are done with at once: they would be asked for still when the next test counts.
            if (form["refresh_token"] == own)
            {
                await Task.Delay(300);
            }

            return _app.Platform.Tokens();
        };

        var leases = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => LeasedAsync(replica: number % 2 == 0 ? 0 : replica)));

        Assert.Multiple(() =>
        {
            Assert.That(_app.Platform.TokenRequests.Count(form => form["refresh_token"] == own), Is.EqualTo(1));
            Assert.That(_app.Platform.TokenRequests.Select(form => form["grant_type"]), Has.All.EqualTo("refresh_token"));
            Assert.That(leases.Select(lease => lease.AccessToken).Distinct().Count(), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task A_young_token_is_not_renewed()
    {
        var first = await LeasedAsync();
        _app.Clock.Advance(TimeSpan.FromSeconds(7200 * 0.6));

        var second = await LeasedAsync();

        Assert.That((second.Version, second.AccessToken), Is.EqualTo((first.Version, first.AccessToken)));
    }

    [Test]
    public async Task Row_55_a_rejected_version_is_renewed_at_once_and_only_once()
    {
        var first = await LeasedAsync();
        _app.Platform.Reset();

        var second = await LeasedAsync(rejectedVersion: first.Version);
        var third = await LeasedAsync(rejectedVersion: first.Version);

        Assert.Multiple(() =>
        {
            Assert.That(second.Version, Is.GreaterThan(first.Version));
            Assert.That(third.Version, Is.EqualTo(second.Version));
            Assert.That(_app.Platform.TokenRequests, Has.Count.EqualTo(1));
        });
    }

    [Test]
    public async Task Row_57_an_answer_without_refresh_token_keeps_the_former_one()
    {
        _app.Platform.Answer = _ => Task.FromResult(_app.Platform.Tokens(withRefreshToken: false));
        var first = await LeasedAsync();

        var second = await LeasedAsync(rejectedVersion: first.Version);
        var third = await LeasedAsync(rejectedVersion: second.Version);

        Assert.Multiple(() =>
        {
            Assert.That(third.Version, Is.GreaterThan(second.Version));
            Assert.That(_app.Platform.TokenRequests.TakeLast(2).Select(asked => asked["refresh_token"]).Distinct().Count(), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task Row_57_a_platform_that_is_down_changes_nothing()
    {
        var first = await LeasedAsync();
        _app.Platform.Answer = _ => Task.FromResult(Results.StatusCode(500));

        _app.Clock.Advance(MostOfLife);
        var stillGood = await LeasedAsync();
        _app.Clock.Advance(TimeSpan.FromHours(1));
        using var over = await LeaseAsync();
        _app.Platform.Answer = null;
        var back = await LeasedAsync();

        Assert.Multiple(() =>
        {
            Assert.That(stillGood.AccessToken, Is.EqualTo(first.AccessToken));
            Assert.That(over.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
            Assert.That(back.Version, Is.GreaterThan(first.Version));
        });
        Assert.That((await _user.AccountsAsync()).Single().Health, Is.EqualTo("ok"));
    }

    [TestCase("invalid_grant")]
    [TestCase("invalid_request")]
    public async Task Row_57_a_refusal_is_believed_when_it_is_repeated(string error)
    {
        _app.Platform.Answer = _ => Task.FromResult(StubPlatform.Refusal(error));
        _app.Clock.Advance(TimeSpan.FromHours(3));

        using var first = await LeaseAsync();
        using var tooSoon = await LeaseAsync();
        var healthBetween = (await _user.AccountsAsync()).Single().Health;
        var askedBetween = _app.Platform.TokenRequests.Count;
        _app.Clock.Advance(TimeSpan.FromSeconds(61));
        using var second = await LeaseAsync();
        using var after = await LeaseAsync();

        Assert.Multiple(() =>
        {
            Assert.That(first.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
            Assert.That(tooSoon.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
            Assert.That(healthBetween, Is.EqualTo("ok"));
            Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
            Assert.That(after.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
            Assert.That(_app.Platform.TokenRequests, Has.Count.EqualTo(askedBetween + 1));
        });
        Assert.That((await _user.AccountsAsync()).Single().Health, Is.EqualTo("needs_attention"));
        Assert.That(await _app.Worker.HeardAsync(nameof(AccountNeedsAttention), _account.AccountId), Is.True);
    }

    [Test]
    public async Task Connecting_again_heals_an_account_whose_consent_was_withdrawn()
    {
        var first = await LeasedAsync();
        _app.Platform.Answer = _ => Task.FromResult(StubPlatform.Refusal("invalid_grant"));
        _app.Clock.Advance(TimeSpan.FromHours(3));
        using var once = await LeaseAsync();
        _app.Clock.Advance(TimeSpan.FromSeconds(61));
        using var twice = await LeaseAsync();
        _app.Platform.Answer = null;

        var again = await _user.ConnectByOAuthAsync();

        Assert.That((again.AccountId, again.Health), Is.EqualTo((_account.AccountId, "ok")));
        Assert.That((await LeasedAsync()).Version, Is.GreaterThan(first.Version));
    }

    [Test]
    public async Task An_access_that_ended_and_cannot_be_renewed_needs_a_person()
    {
        _app.Platform.Answer = _ => Task.FromResult(_app.Platform.Tokens(withRefreshToken: false));
        var user = await _app.NewUserAsync();
        var account = await user.ConnectByOAuthAsync();
        _app.Clock.Advance(TimeSpan.FromHours(2));
        using var worker = _app.WorkerClient(Worker);

        using var answer = await worker.PostAsync(
            $"/internal/credentials/{account.AccountId}/lease", new LeaseCredentialRequest("testy", user.WorkspaceId));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That((await user.AccountsAsync()).Single().Health, Is.EqualTo("needs_attention"));
    }

    [Test]
    public async Task Row_55_a_key_that_the_platform_rejects_is_marked_and_stays_the_same()
    {
        var account = await _user.ConnectByFieldsAsync();
        using var worker = _app.WorkerClient("publisher.keyed");
        var path = $"/internal/credentials/{account.AccountId}/lease";
        var lease = await worker.PostAsync<CredentialLeaseResponse>(path, new LeaseCredentialRequest("keyed", _user.WorkspaceId));

        var again = await worker.PostAsync<CredentialLeaseResponse>(path, new LeaseCredentialRequest("keyed", _user.WorkspaceId, lease.Version));

        Assert.That(again.Version, Is.EqualTo(lease.Version));
        Assert.That(
            (await _user.AccountsAsync()).Single(known => known.AccountId == account.AccountId).Health, Is.EqualTo("needs_attention"));
        Assert.That(await _app.Worker.HeardAsync(nameof(AccountNeedsAttention), account.AccountId), Is.True);
    }

    [Test]
    public async Task A_disconnected_account_is_not_leased()
    {
        using var deleted = await _user.Http.DeleteAsync("/api/publishing/credentials/testy");

        using var answer = await LeaseAsync();

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Row_91_a_secret_swapped_into_another_workspaces_row_does_not_open()
    {
        var other = await _app.NewUserAsync();
        await other.ConnectByOAuthAsync();

        await _app.Database.ExecuteAsync(
            $"""
            update credentials set access_token = (select access_token from credentials where workspace_id = '{other.WorkspaceId}')
            where workspace_id = '{_user.WorkspaceId}'
            """);
        using var answer = await LeaseAsync();

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.InternalServerError));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Not.Contain("secret"));
    }

    [Test]
    public async Task Row_16_a_process_that_died_while_renewing_is_succeeded()
    {
        var first = await LeasedAsync();
        await _app.Database.ExecuteAsync(
            $"update credentials set refresh_started_at = '{_app.Clock.GetUtcNow().AddSeconds(-31):O}' where workspace_id = '{_user.WorkspaceId}'");

        var second = await LeasedAsync(rejectedVersion: first.Version);

        Assert.That(second.Version, Is.GreaterThan(first.Version));
    }

    [Test]
    public async Task The_database_keeps_an_envelope()
    {
        await using var connection = new NpgsqlConnection(_app.Database.AdministratorConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            $"select encode(access_token, 'hex') from credentials where workspace_id = '{_user.WorkspaceId}'", connection);

        var kept = (string)(await command.ExecuteScalarAsync())!;

        Assert.That(kept, Does.StartWith("434d563101"));
    }

    private Task<HttpResponseMessage> LeaseAsync(long? rejectedVersion = null, Guid? workspaceId = null, int replica = 0)
    {
        var worker = _app.WorkerClient(Worker, replica);
        return worker.PostAsync(
            $"/internal/credentials/{_account.AccountId}/lease",
            new LeaseCredentialRequest("testy", workspaceId ?? _user.WorkspaceId, rejectedVersion));
    }

    private async Task<CredentialLeaseResponse> LeasedAsync(long? rejectedVersion = null, int replica = 0)
    {
        using var answer = await LeaseAsync(rejectedVersion, replica: replica);
        return await answer.ReadAsync<CredentialLeaseResponse>();
    }
}
