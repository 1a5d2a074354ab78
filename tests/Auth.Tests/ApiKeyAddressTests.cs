using System.Net;
using ContentMultiplier.Auth.ApiKeys;
using ContentMultiplier.Auth.Tests.Support;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Api.Posts;

namespace ContentMultiplier.Auth.Tests;

public sealed class ApiKeyAddressTests
{
    private AuthApp _app = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _app = await SharedApp.GetAsync();

    [TestCase("203.0.113.7", "203.0.113.7/32")]
    [TestCase("203.0.113.0/24", "203.0.113.0/24")]
    [TestCase(" 10.0.0.0/8 ", "10.0.0.0/8")]
    [TestCase("2001:DB8:0:0::/32", "2001:db8::/32")]
    [TestCase("2001:db8::1", "2001:db8::1/128")]
    [TestCase("0.0.0.0/0", "0.0.0.0/0")]
    public void A_network_has_one_form(string text, string network) =>
        Assert.That(AllowedNetwork.Read(text, out _), Is.EqualTo(network));

    [TestCase("")]
    [TestCase("everywhere")]
    [TestCase("203.0.113")]
    [TestCase("0x7f.0.0.1")]
    [TestCase("203.0.113.0/33")]
    [TestCase("203.0.113.0/-1")]
    [TestCase("203.0.113.0/24/8")]
    [TestCase("::ffff:203.0.113.7")]
    [TestCase("fe80::1%eth0")]
    [TestCase("2001:db8::/129")]
    [TestCase("203.0.113.0/+8")]
    public void What_is_no_network_is_refused(string text) => Assert.That(AllowedNetwork.Read(text, out _), Is.Null);

    [Test]
    public async Task A_keys_networks_are_shown_and_told_to_the_gateway()
    {
        var user = await _app.NewUserAsync();
        var key = await user.Http.PostAsync<CreatedApiKeyResponse>(
            "/api/auth/api-keys", new CreateApiKeyRequest("a key", AllowedAddresses: ["203.0.113.7", "2001:db8::/32", "203.0.113.7/32"]));

        using var answer = await _app.ExchangeAsync(key.Key);

        var expected = new[] { "203.0.113.7/32", "2001:db8::/32" };
        Assert.That((await answer.ReadAsync<TokenExchangeResponse>()).AllowedAddresses, Is.EqualTo(expected));
        Assert.That(key.AllowedAddresses, Is.EqualTo(expected));
        Assert.That(
            (await user.Http.ReadAsync<Page<ApiKeyResponse>>("/api/auth/api-keys")).Items.Single().AllowedAddresses, Is.EqualTo(expected));
    }

    [Test]
    public async Task Every_bad_network_is_named_together_with_what_else_is_wrong()
    {
        var user = await _app.NewUserAsync();

        using var answer = await user.Http.PostAsync(
            "/api/auth/api-keys", new CreateApiKeyRequest("", AllowedAddresses: ["203.0.113.9/24", "10.0.0.0/8", "office"]));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await answer.FieldsAsync(), Is.EquivalentTo(new[] { "name", "allowed_addresses[0]", "allowed_addresses[2]" }));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("203.0.113.0/24 is the network that it lies in"));
    }

    [Test]
    public async Task Making_and_deleting_keys_is_recorded()
    {
        var user = await _app.NewUserAsync();
        var key = await user.Http.PostAsync<CreatedApiKeyResponse>("/api/auth/api-keys", new CreateApiKeyRequest("robot", ["read"]));
        using var deleted = await user.Http.DeleteAsync($"/api/auth/api-keys/{key.Id}");

        var log = (await user.Http.ReadAsync<Page<AuditEventResponse>>($"/api/audit?subject={key.Id}")).Items;

        Assert.Multiple(() =>
        {
            Assert.That(log.Select(row => row.Action), Is.EqualTo(new[] { "api_key.delete", "api_key.create" }));
            Assert.That(log.Select(row => row.Actor), Is.All.EqualTo(user.UserId.ToString()));
            Assert.That(log[1].Detail["name"], Is.EqualTo("robot"));
            Assert.That(log[1].Network, Does.EndWith(".0/24"));
            Assert.That(log[1].Detail.Values, Has.None.Contains(key.Key));
        });
    }
}
