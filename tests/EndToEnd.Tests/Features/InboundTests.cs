using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>What became of mails, told by the platform itself through the gateway.</summary>
public sealed class InboundTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private SuiteUnderTest _suite = null!;
    private HttpClient _client = null!;
    private HttpClient _sandbox = null!;

    [OneTimeSetUp]
    public async Task RegisterAsync()
    {
        _suite = await SuiteUnderTest.SharedAsync();
        _client = (await SignedInUser.RegisterAsync(_suite)).Http;
        _sandbox = new HttpClient { BaseAddress = _suite.Processes.Suite.Sandbox };
    }

    [OneTimeTearDown]
    public void End()
    {
        _client.Dispose();
        _sandbox.Dispose();
    }

    [Test]
    public async Task What_SendGrid_tells_signed_is_shown_with_the_post_and_counts_once()
    {
        var account = await ConnectSendgridAsync();
        var (id, url) = await MakeAddressAsync();
        var early = await TellAsync(url, await PublishAsync(account), "delivered");
        var key = (await _sandbox.GetFromJsonAsync<JsonElement>("/_sandbox/sendgrid/events")).GetProperty("verification_key").GetString();
        var ready = await _client.CallAsync(
            HttpMethod.Patch, $"/api/publishing/inbound/{id}", JsonSerializer.Serialize(new { verification_key = key }));
        var mail = await PublishAsync(account);

        var first = await TellAsync(url, mail, "processed", "delivered", "open", "unsubscribe");
        var told = await TotalsAsync(mail.Post);
        var again = await TellAsync(url, mail, "processed", "delivered", "open", "unsubscribe");
        var same = await TotalsAsync(mail.Post);

        Assert.Multiple(() =>
        {
            Assert.That(ready.Status, Is.EqualTo(HttpStatusCode.OK), ready.ToString());
            Assert.That((early, first, again), Is.EqualTo((404, 204, 204)));
            Assert.That(told, Is.EquivalentTo(new Dictionary<string, long> { ["sent"] = 2, ["deliveries"] = 2, ["opens"] = 2, ["unsubscribes"] = 2 }));
            Assert.That(same, Is.EquivalentTo(told));
        });
    }

    [Test]
    public async Task What_anybody_else_says_is_answered_as_an_unknown_address_and_too_much_is_refused()
    {
        var (_, url) = await MakeAddressAsync();
        using var stranger = new HttpClient { BaseAddress = _suite.Gateway };
        var path = new Uri(url).AbsolutePath;

        var unsigned = await stranger.CallAsync(HttpMethod.Post, path, "[]");
        var unknown = await stranger.CallAsync(HttpMethod.Post, path[..^1] + (path[^1] == 'A' ? 'B' : 'A'), "[]");
        var large = await stranger.CallAsync(HttpMethod.Post, path, $"[\"{new string('x', 1024 * 1024)}\"]");
        var manage = await stranger.CallAsync(HttpMethod.Get, "/api/publishing/inbound");

        Assert.That((unsigned.Status, unsigned.Flaw()), Is.EqualTo((HttpStatusCode.NotFound, (string?)null)));
        Assert.That((unknown.Status, unknown.Code), Is.EqualTo((HttpStatusCode.NotFound, unsigned.Code)));
        Assert.That(large.Status, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        Assert.That(manage.Status, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    private async Task<Guid> ConnectSendgridAsync()
    {
        var name = "mail-" + Guid.NewGuid().ToString("N")[..8];
        using var made = await _sandbox.PostAsJsonAsync("/_sandbox/sendgrid/keys", new { name });
        var key = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("api_key").GetString();
        var connected = await Eventually.GetAsync(
            async () => await CallAsync(
                    "/api/publishing/credentials", new { platform = "sendgrid", fields = new { api_key = key, from_email = "news@example.com", from_name = name } })
                is { Status: HttpStatusCode.Created } answer ? answer : null,
            Patience,
            "SendGrid is announced and connected");
        var account = connected.Json.GetProperty("accounts")[0].GetProperty("account_id").GetGuid();
        await Eventually.BecomesTrueAsync(
            async () => (await CallAsync("/api/publishing/publish?dry_run=true", PostTo(account))).Status == HttpStatusCode.OK, Patience, "posts knows the account");
        return account;
    }

    private async Task<(Guid Id, string Url)> MakeAddressAsync()
    {
        var made = await CallAsync("/api/publishing/inbound", new { platform = "sendgrid" });
        Assert.That(made.Status, Is.EqualTo(HttpStatusCode.Created), made.ToString());
        return (made.Json.GetProperty("id").GetGuid(), made.Json.GetProperty("url").GetString()!);
    }

    private async Task<(Guid Post, string? Mail)> PublishAsync(Guid account)
    {
        var accepted = await CallAsync("/api/publishing/publish", PostTo(account));
        Assert.That(accepted.Status, Is.EqualTo(HttpStatusCode.Accepted), accepted.ToString());
        var post = accepted.Json.GetProperty("post_id").GetGuid();
        string? mail = null;
        await Eventually.BecomesTrueAsync(
            async () => (await _client.CallAsync(HttpMethod.Get, $"/api/publishing/status/{post}")).Json.GetProperty("publications").EnumerateArray()
                .Any(one => one.GetProperty("status").GetString() == "published" && (mail = one.GetProperty("external_id").GetString()) is not null),
            Patience,
            $"{post} is published");
        return (post, mail);
    }

    private static object PostTo(Guid account) => new
    {
        post = new { title = "News", content = Publisher.NewText("Read me") },
        targets = new[] { new { account_id = account, options = new { to = new[] { "one@example.com", "two@example.com" } } } },
    };

    private Task<Answer> CallAsync(string path, object body) => _client.CallAsync(HttpMethod.Post, path, JsonSerializer.Serialize(body));

    /// <returns>What the gateway answered SendGrid's stand-in.</returns>
    private async Task<int> TellAsync(string url, (Guid Post, string? Mail) mail, params string[] events)
    {
        using var answer = await _sandbox.PostAsJsonAsync("/_sandbox/sendgrid/events", new { url, id = mail.Mail, events });
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetInt32();
    }

    private async Task<Dictionary<string, long>> TotalsAsync(Guid post) =>
        (await _client.CallAsync(HttpMethod.Get, $"/api/publishing/analytics/{post}")).Json.GetProperty("totals")
            .EnumerateObject().ToDictionary(metric => metric.Name, metric => metric.Value.GetInt64());
}
