using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace ContentMultiplier.Sandbox.Tests;

internal sealed class MailchimpTests
{
    private const string Api = "/mailchimp/3.0/";
    private SandboxServer server = null!;
    private string list = null!;
    private string key = null!;

    [SetUp]
    public async Task StartAsync()
    {
        server = await SandboxServer.StartAsync();
        var audience = await server.ControlAsync("mailchimp/audiences", new { name = "readers" });
        (list, key) = (audience.GetProperty("id").GetString()!, audience.GetProperty("api_key").GetString()!);
    }

    [TearDown]
    public async Task StopAsync() => await server.DisposeAsync();

    [Test]
    public async Task A_campaign_is_sent_once_it_has_everything_and_only_once()
    {
        var id = await CreateAsync();
        var unready = await CallAsync(HttpMethod.Post, $"campaigns/{id}/actions/send", null, 400);
        await CallAsync(HttpMethod.Put, $"campaigns/{id}/content", new { html = "<p>x</p>" }, 200);
        var checklist = await CallAsync(HttpMethod.Get, $"campaigns/{id}/send-checklist", null, 200);
        await CallAsync(HttpMethod.Post, $"campaigns/{id}/actions/send", null, 204);
        var campaign = await CallAsync(HttpMethod.Get, $"campaigns/{id}", null, 200);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(unready.GetProperty("detail").GetString(), Does.Contain("content"));
            Assert.That(checklist.GetProperty("is_ready").GetBoolean(), Is.True);
            Assert.That(campaign.GetProperty("status").GetString(), Is.EqualTo("sent"));
            await CallAsync(HttpMethod.Post, $"campaigns/{id}/actions/send", null, 400);
            await CallAsync(HttpMethod.Put, $"campaigns/{id}/content", new { html = "<p>y</p>" }, 400);
            Assert.That(await server.CountAsync("platform=mailchimp"), Is.EqualTo(1));
        }
    }

    [TestCase("2037-01-31T09:15:00Z", 204)]
    [TestCase("2037-01-31T09:10:00Z", 400)]
    [TestCase("2020-01-31T09:15:00Z", 400)]
    public async Task A_schedule_is_on_a_quarter_of_an_hour_ahead(string at, int status)
    {
        var id = await CreateAsync();
        await CallAsync(HttpMethod.Put, $"campaigns/{id}/content", new { html = "<p>x</p>" }, 200);
        await CallAsync(HttpMethod.Post, $"campaigns/{id}/actions/schedule", new { schedule_time = at }, status);
    }

    [Test]
    public async Task Unknown_lists_segments_and_templates_are_refused_by_their_fields()
    {
        var error = await CallAsync(
            HttpMethod.Post, "campaigns", new { type = "letter", recipients = new { list_id = "nobody", segment_opts = new { saved_segment_id = 1 } } }, 400);
        var id = await CreateAsync();

        var fields = error.GetProperty("errors").EnumerateArray().Select(one => one.GetProperty("field").GetString());
        Assert.That(fields, Is.EqualTo(new[] { "type", "recipients.list_id", "recipients.segment_opts.saved_segment_id" }));
        await CallAsync(HttpMethod.Put, $"campaigns/{id}/content", new { template = new { id = 1 } }, 400);
    }

    [Test]
    public async Task A_campaign_is_listed_since_it_was_made_and_a_wrong_key_sees_nothing()
    {
        var id = await CreateAsync();
        var page = await CallAsync(HttpMethod.Get, "campaigns?since_create_time=2020-01-01T00:00:00Z", null, 200);
        key = "wrong-us1";
        await CallAsync(HttpMethod.Get, "campaigns", null, 401);
        Assert.That(page.GetProperty("campaigns")[0].GetProperty("id").GetString(), Is.EqualTo(id));
    }

    private async Task<string> CreateAsync() => (await CallAsync(
        HttpMethod.Post,
        "campaigns",
        new { type = "regular", recipients = new { list_id = list }, settings = new { subject_line = "s", title = "t", from_name = "n", reply_to = "a@example.com" } },
        200)).GetProperty("id").GetString()!;

    private async Task<JsonElement> CallAsync(HttpMethod method, string path, object? body, int status)
    {
        using var request = new HttpRequestMessage(method, Api + path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("any:" + key)));
        using var answer = await server.Client.SendAsync(request);
        if (status != 204)
        {
            return await answer.ReadAsync(status);
        }

        Assert.That((int)answer.StatusCode, Is.EqualTo(204), await answer.Content.ReadAsStringAsync());
        return default;
    }
}
