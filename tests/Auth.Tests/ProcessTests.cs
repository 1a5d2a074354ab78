using System.Collections.Concurrent;
using System.Net;
using ContentMultiplier.Auth.Tests.Support;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Auth.Tests;

/// <summary>The service as three processes that share nothing but their database.</summary>
public sealed class ProcessTests
{
    private const string Due = "update credentials set refresh_at = now() - interval '1 minute', expires_at = now() + interval '10 minutes'";

    private readonly List<AuthProcess> _processes = [];
    private AuthApp _app = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _app = await AuthApp.StartAsync();

        // They also look for tokens to renew by themselves, all the time.
        _processes.AddRange(await Task.WhenAll(
            Enumerable.Range(0, 3).Select(_ => AuthProcess.StartAsync(_app, ("Refresh:SweepInterval", "00:00:00.200")))));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        await _app.DisposeAsync();
    }

    [Test]
    public async Task Row_56_five_hundred_leases_in_three_processes_cause_one_renewal_and_lose_no_refresh_token()
    {
        var user = await _app.NewUserAsync();
        var account = await user.ConnectByOAuthAsync();
        _app.Platform.Reset();
        var used = new ConcurrentDictionary<string, bool>();
        _app.Platform.Answer = async form =>
        {
            await Task.Delay(300);
            return used.TryAdd(form["refresh_token"], true) ? _app.Platform.Tokens() : StubPlatform.Refusal("invalid_grant");
        };

        for (var round = 1; round <= 3; round++)
        {
            await _app.Database.ExecuteAsync(Due);
            var tokens = await Task.WhenAll(Enumerable.Range(0, 500).Select(number => LeaseAsync(_processes[number % 3], user, account)));

            Assert.That(_app.Platform.TokenRequests, Has.Count.EqualTo(round));

            // A process that was too late to renew may have seen the former token, which is good for minutes yet.
            Assert.That(tokens.Distinct().Count(), Is.LessThanOrEqualTo(2));
            Assert.That(await LeaseAsync(_processes[0], user, account), Is.EqualTo(await LeaseAsync(_processes[1], user, account)));
        }

        Assert.That((await user.AccountsAsync()).Single().Health, Is.EqualTo("ok"));
    }

    /// <summary>Five hundred at once are more than there are connections to the database: who is sent away comes again, as workers do.</summary>
    private static async Task<string> LeaseAsync(AuthProcess process, TestUser user, AccountResponse account) => await Eventually.GetAsync(
        async () =>
        {
            using var answer = await process.LeaseAsync(account.AccountId, user.WorkspaceId);
            return answer.StatusCode == HttpStatusCode.ServiceUnavailable ? null : (await answer.ReadAsync<CredentialLeaseResponse>()).AccessToken;
        },
        TimeSpan.FromSeconds(60));
}
