using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>What became of a campaign and of a page's post, told by Mailchimp and Facebook themselves through the gateway.</summary>
public sealed class InboundPlatformTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private SuiteUnderTest _suite = null!;
    private SignedInUser _user = null!;

    [OneTimeSetUp]
    public async Task RegisterAsync()
    {
        _suite = await SuiteUnderTest.SharedAsync();
        _user = await SignedInUser.RegisterAsync(_suite);
    }

    [OneTimeTearDown]
    public void End() => _user.Http.Dispose();

    [Test]
    public async Task What_Mailchimp_tells_of_a_campaign_is_shown_with_the_post_and_counts_once()
    {
        var audience = await _suite.Sandbox.CreateAsync("mailchimp/audiences", new { name = "told-" + Guid.NewGuid().ToString("N")[..8] });
        await Eventually.GetAsync(
            async () => await CallAsync("/api/publishing/credentials", new { platform = "mailchimp", fields = new { api_key = audience.GetProperty("api_key").GetString() } })
                is { Status: HttpStatusCode.Created } answer ? answer : null,
            Patience,
            "Mailchimp is announced and connected");
        var address = await MakeAddressAsync("mailchimp");
        var (post, campaign) = await PublishAsync("mailchimp");

        var looked = await TellAsync("mailchimp", new { url = address.Url });
        var told = new[] { "unsubscribe", "cleaned.hard", "campaign" };
        var first = await TellAsync("mailchimp", new { url = address.Url, id = campaign, events = told });
        var again = await TellAsync("mailchimp", new { url = address.Url, id = campaign, events = told });

        Assert.That((Status(looked), Status(first), Status(again)), Is.EqualTo((200, 204, 204)));
        Assert.That(await CountedAsync(post), Does.ContainKey("unsubscribe").WithValue(1L).And.ContainKey("cleaned_hard").WithValue(1L).And.ContainKey("campaign_sent").WithValue(1L));
    }

    [Test]
    public async Task What_Facebook_tells_signed_is_shown_with_the_post_and_counts_once()
    {
        await _user.Demo.ConnectByConsentAsync("facebook", "told-" + Guid.NewGuid().ToString("N")[..8], CancellationToken.None);
        var address = await MakeAddressAsync("facebook");
        var (post, story) = await PublishAsync("facebook");
        var events = new { url = address.Url, id = story, events = new[] { "reaction.add", "comment.add" } };

        var strange = await TellAsync("facebook", new { url = address.Url, verify_token = "another" });
        var asked = await TellAsync("facebook", new { url = address.Url, verify_token = address.Token });
        var early = await TellAsync("facebook", events);
        using var sandbox = new HttpClient { BaseAddress = _suite.Processes.Suite.Sandbox };
        var secret = (await sandbox.GetFromJsonAsync<JsonElement>("/_sandbox/facebook/events")).GetProperty("app_secret").GetString();
        var ready = await _user.Http.CallAsync(
            HttpMethod.Patch, $"/api/publishing/inbound/{address.Id}", JsonSerializer.Serialize(new { verification_key = secret }));
        var first = await TellAsync("facebook", events);
        var again = await TellAsync("facebook", events);

        Assert.Multiple(() =>
        {
            Assert.That(ready.Status, Is.EqualTo(HttpStatusCode.OK), ready.ToString());
            Assert.That((Status(strange), Status(asked), Status(early), Status(first), Status(again)), Is.EqualTo((404, 200, 404, 204, 204)));
            Assert.That((strange.GetProperty("echoed").GetBoolean(), asked.GetProperty("echoed").GetBoolean()), Is.EqualTo((false, true)));
        });
        Assert.That(await CountedAsync(post), Does.ContainKey("reaction").WithValue(1L).And.ContainKey("comment").WithValue(1L));
    }

    private async Task<(Guid Id, string Url, string? Token)> MakeAddressAsync(string platform)
    {
        var made = await CallAsync("/api/publishing/inbound", new { platform });
        Assert.That(made.Status, Is.EqualTo(HttpStatusCode.Created), made.ToString());
        return (
            made.Json.GetProperty("id").GetGuid(), made.Json.GetProperty("url").GetString()!,
            made.Json.TryGetProperty("verify_token", out var token) ? token.GetString() : null);
    }

    /// <returns>The post, and what the platform calls it.</returns>
    private async Task<(Guid Post, string ExternalId)> PublishAsync(string platform)
    {
        var accounts = await _user.Http.CallAsync(HttpMethod.Get, "/api/publishing/credentials");
        var account = accounts.Json.GetProperty("items").EnumerateArray().Single(one => one.GetProperty("platform").GetString() == platform)
            .GetProperty("account_id").GetGuid();
        var request = new { post = new { title = "Told", content = Publisher.NewText("Told") }, targets = new[] { new { account_id = account } } };
        var accepted = await Eventually.GetAsync(
            async () => await CallAsync("/api/publishing/publish", request) is { Status: HttpStatusCode.Accepted } answer ? answer : null,
            Patience,
            "posts knows the account");
        var post = accepted.Json.GetProperty("post_id").GetGuid();
        var id = await Eventually.GetAsync(
            async () => (await _user.Http.CallAsync(HttpMethod.Get, $"/api/publishing/status/{post}")).Json.GetProperty("publications").EnumerateArray()
                .Where(one => one.GetProperty("status").GetString() == "published").Select(one => one.GetProperty("external_id").GetString()).FirstOrDefault(),
            Patience,
            $"{post} is published");
        return (post, id);
    }

    private Task<Answer> CallAsync(string path, object body) => _user.Http.CallAsync(HttpMethod.Post, path, JsonSerializer.Serialize(body));

    private Task<JsonElement> TellAsync(string platform, object request) => _suite.Sandbox.CreateAsync($"{platform}/events", request);

    private static int Status(JsonElement told) => told.GetProperty("status").GetInt32();

    /// <summary>By the platform's own names: under the common ones stands the greater of what was told and what was asked for.</summary>
    private async Task<Dictionary<string, long>> CountedAsync(Guid post) =>
        (await _user.Http.CallAsync(HttpMethod.Get, $"/api/publishing/analytics/{post}")).Json.GetProperty("targets")[0].GetProperty("latest").GetProperty("own")
            .EnumerateObject().ToDictionary(metric => metric.Name, metric => metric.Value.GetInt64());
}
