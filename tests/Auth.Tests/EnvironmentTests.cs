using System.Net;
using System.Security.Cryptography;
using ContentMultiplier.Auth.Tests.Support;
using ContentMultiplier.Auth.Vault;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.Contracts.Api.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace ContentMultiplier.Auth.Tests;

/// <summary>An installation that is set up by environment variables alone.</summary>
public sealed class EnvironmentTests
{
    private const string InstallationKey = "key-of-the-installation";

    private AuthApp _app = null!;
    private TestUser _first = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _app = await AuthApp.StartAsync(
            ("Vault:KeySetFile", ""),
            (EnvironmentKey.Variable, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))),
            ("KEYED_API_KEY", InstallationKey));
        _first = await _app.NewUserAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _app.DisposeAsync();

    [Test]
    public async Task The_first_workspace_connects_with_the_installations_key()
    {
        using var answer = await _first.PostFieldsAsync(("region", "eu"));

        var account = (await answer.ReadAsync<ConnectedAccountsResponse>()).Accounts.Single();
        using var worker = _app.WorkerClient("publisher.keyed");
        var lease = await worker.PostAsync<CredentialLeaseResponse>(
            $"/internal/credentials/{account.AccountId}/lease", new LeaseCredentialRequest("keyed", _first.WorkspaceId));
        Assert.That(lease.Fields["api_key"], Is.EqualTo(InstallationKey));
    }

    [Test]
    public async Task Other_workspaces_bring_their_own()
    {
        var other = await _app.NewUserAsync();

        using var answer = await other.PostFieldsAsync(("region", "eu"));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(await answer.FieldsAsync(), Is.EqualTo(new[] { "fields.api_key" }));
    }

    [TestCase("")]
    [TestCase("short")]
    [TestCase("c2hvcnQ=")]
    [TestCase("0000000000000000000000000000000000000000000000000000000000000000")]
    [TestCase("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")]
    [TestCase("Y2hhbmdlLW1lLWNoYW5nZS1tZS1jaGFuZ2UtbWUtMTI=")]
    public void A_key_that_protects_nothing_is_refused(string text) =>
        Assert.That(() => new EnvironmentKey(text, NullLogger<EnvironmentKey>.Instance), Throws.InstanceOf<VaultKeySetException>());

    [Test]
    public void The_id_of_a_key_comes_from_the_key()
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var one = new EnvironmentKey(Convert.ToBase64String(key), NullLogger<EnvironmentKey>.Instance).Current.Primary;
        var same = new EnvironmentKey(Convert.ToHexStringLower(key), NullLogger<EnvironmentKey>.Instance).Current.Primary;
        var another = new EnvironmentKey(Convert.ToHexString(RandomNumberGenerator.GetBytes(32)), NullLogger<EnvironmentKey>.Instance).Current.Primary;

        Assert.That(same, Is.EqualTo(one));
        Assert.That(another, Is.Not.EqualTo(one));
    }
}
