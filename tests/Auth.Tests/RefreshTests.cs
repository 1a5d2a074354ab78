using System.Collections.Concurrent;
using System.Net;
using ContentMultiplier.Auth.Tests.Support;
using ContentMultiplier.Contracts.Accounts;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Testing;
using Microsoft.AspNetCore.Http;

namespace ContentMultiplier.Auth.Tests;

/// <summary>Three processes of the service that look for tokens to renew all the time, beside the workers that lease them.</summary>
public sealed class RefreshTests
{
    private static readonly TimeSpan MostOfLife = TimeSpan.FromSeconds(7200 * 0.8);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private AuthApp _app = null!;
    private TestUser _user = null!;
    private AccountResponse _account = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _app = await AuthApp.StartAsync(("Refresh:SweepInterval", "00:00:00.200"));
        _app.AddReplica();
        _app.AddReplica();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _app.DisposeAsync();

    [SetUp]
    public async Task ConnectAsync()
    {
        // Whatever an earlier test left behind would be renewed as well.
        await _app.Database.ExecuteAsync("update accounts set credential_id = null");
        await _app.Database.ExecuteAsync("delete from credentials");
        _app.Platform.Reset();
        _app.Worker.Answer = null;
        _user = await _app.NewUserAsync();
        _account = await _user.ConnectByOAuthAsync();
        _app.Platform.Reset();
    }

    [Test]
    public async Task Row_56_five_hundred_leases_in_three_processes_and_the_sweep_cause_one_renewal_with_a_token_good_for_one_use()
    {
        var used = new ConcurrentDictionary<string, bool>();
        _app.Platform.Answer = async form =>
        {
            await Task.Delay(300);
            return used.TryAdd(form["refresh_token"], true) ? _app.Platform.Tokens() : StubPlatform.Refusal("invalid_grant");
        };
        _app.Clock.Advance(MostOfLife);

        var leases = await Task.WhenAll(Enumerable.Range(0, 500).Select(number => LeaseAsync(number % 3)));

        Assert.Multiple(() =>
        {
            Assert.That(_app.Platform.TokenRequests, Has.Count.EqualTo(1));
            Assert.That(leases.Select(lease => lease.AccessToken).Distinct().Count(), Is.EqualTo(1));
        });

        // The one that was given is the one that is kept: it renews, over and over.
        for (var round = 2; round <= 4; round++)
        {
            _app.Clock.Advance(MostOfLife);
            await Task.WhenAll(Enumerable.Range(0, 30).Select(number => LeaseAsync(number % 3)));
            Assert.That(_app.Platform.TokenRequests, Has.Count.EqualTo(round));
        }

        Assert.That((await _user.AccountsAsync()).Single().Health, Is.EqualTo("ok"));
    }

    [Test]
    public async Task A_token_that_nobody_leases_is_renewed_all_the_same()
    {
        var before = await LeaseAsync();
        _app.Clock.Advance(MostOfLife);

        await Eventually.BecomesTrueAsync(() => _app.Platform.TokenRequests.Count == 1, Deadline);
        await Eventually.BecomesTrueAsync(async () => (await LeaseAsync()).Version > before.Version, Deadline);

        Assert.That(_app.Platform.TokenRequests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Row_57_a_platform_that_is_down_is_left_alone_between_tries_and_disconnects_nobody()
    {
        _app.Platform.Answer = _ => Task.FromResult(Results.StatusCode(503));
        _app.Clock.Advance(MostOfLife);
        await Eventually.BecomesTrueAsync(async () => await ScalarAsync("refresh_failures") == 1, Deadline);

        var leases = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => LeaseAsync(number % 3)));
        var askedWhileDown = _app.Platform.TokenRequests.Count;
        _app.Clock.Advance(TimeSpan.FromSeconds(31));
        await Eventually.BecomesTrueAsync(async () => await ScalarAsync("refresh_failures") == 2, Deadline);
        _app.Platform.Answer = null;
        _app.Clock.Advance(TimeSpan.FromSeconds(61));
        await Eventually.BecomesTrueAsync(async () => await ScalarAsync("refresh_failures") == 0, Deadline);

        Assert.Multiple(() =>
        {
            Assert.That(askedWhileDown, Is.EqualTo(1), "a token with life in it is leased without asking again");
            Assert.That(leases.Select(lease => lease.AccessToken), Has.All.StartsWith("access-secret-"));
            Assert.That(_app.Platform.TokenRequests, Has.Count.EqualTo(3));
        });
        Assert.That((await _user.AccountsAsync()).Single().Health, Is.EqualTo("ok"));
    }

    [Test]
    public async Task A_consent_withdrawn_is_noticed_although_nobody_publishes()
    {
        _app.Platform.Answer = _ => Task.FromResult(StubPlatform.Refusal("invalid_grant"));
        _app.Clock.Advance(MostOfLife);
        await Eventually.BecomesTrueAsync(() => _app.Platform.TokenRequests.Count == 1, Deadline);
        Assert.That((await _user.AccountsAsync()).Single().Health, Is.EqualTo("ok"), "one refusal may be the platform's slip");

        _app.Clock.Advance(TimeSpan.FromSeconds(61));

        Assert.That(await _app.Worker.HeardAsync(nameof(AccountNeedsAttention), _account.AccountId), Is.True);
        Assert.That((await _user.AccountsAsync()).Single().Health, Is.EqualTo("needs_attention"));
        Assert.That(_app.Platform.TokenRequests, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task An_access_that_nothing_renews_is_said_to_end_and_to_have_ended()
    {
        _app.Platform.Answer = _ => Task.FromResult(_app.Platform.Tokens(withRefreshToken: false));
        var user = await _app.NewUserAsync();
        _app.Worker.Answer = _ => new AccountsDiscovered { Accounts = [new("ext-2", "Second")] };
        var account = await user.ConnectByOAuthAsync();

        await _app.Worker.HeardAsync(nameof(AccountConnected), account.AccountId);
        var announced = _app.Worker.LastConnected(account.AccountId)!.ExpiresAt;
        _app.Clock.Advance(TimeSpan.FromHours(3));

        Assert.That(announced, Is.EqualTo(account.ExpiresAt).Within(TimeSpan.FromSeconds(1)));
        Assert.That(account.ReconnectBefore, Is.EqualTo(announced).Within(TimeSpan.FromSeconds(1)));
        Assert.That(await _app.Worker.HeardAsync(nameof(AccountNeedsAttention), account.AccountId), Is.True);
    }

    [Test]
    public async Task A_refresh_token_whose_end_moves_on_never_ends_and_one_whose_end_stays_does()
    {
        var end = _app.Clock.GetUtcNow().AddDays(365);
        var rolls = false;
        _app.Platform.Answer = _ => Task.FromResult(Results.Json(new
        {
            access_token = $"access-secret-{Guid.NewGuid():N}",
            refresh_token = "refresh-secret-that-stays",
            expires_in = 7200,
            refresh_token_expires_in = (long)((rolls ? _app.Clock.GetUtcNow().AddDays(365) : end) - _app.Clock.GetUtcNow()).TotalSeconds,
        }));
        var account = await _user.ConnectByOAuthAsync();
        Assert.That(account.ReconnectBefore, Is.EqualTo(end).Within(TimeSpan.FromMinutes(1)));

        await RenewAsync();
        Assert.That((await _user.AccountsAsync()).Single().ReconnectBefore, Is.EqualTo(end).Within(TimeSpan.FromMinutes(1)));

        rolls = true;
        _app.Clock.Advance(TimeSpan.FromDays(2));
        await RenewAsync();
        await Eventually.BecomesTrueAsync(async () => (await _user.AccountsAsync()).Single().ReconnectBefore is null, Deadline);
        await Eventually.BecomesTrueAsync(() => _app.Worker.LastConnected(account.AccountId)!.ExpiresAt is null, Deadline);
    }

    private async Task RenewAsync()
    {
        var before = (await LeaseAsync()).Version;
        _app.Clock.Advance(MostOfLife);
        await Eventually.BecomesTrueAsync(async () => (await LeaseAsync()).Version > before, Deadline);
    }

    private Task<int> ScalarAsync(string column) =>
        _app.Database.ScalarAsync<int>($"select {column} from credentials where workspace_id = '{_user.WorkspaceId}'");

    private async Task<CredentialLeaseResponse> LeaseAsync(int replica = 0)
    {
        using var worker = _app.WorkerClient("publisher.testy", replica);
        using var answer = await worker.PostAsync(
            $"/internal/credentials/{_account.AccountId}/lease", new LeaseCredentialRequest("testy", _user.WorkspaceId));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
        return await answer.ReadAsync<CredentialLeaseResponse>();
    }
}
