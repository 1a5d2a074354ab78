using System.Net;
using System.Text.Json;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>Everything that a webhook can be told of happens once, and is heard.</summary>
public sealed class EventTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TimeProvider _clock = TimeProvider.System;
    private SuiteUnderTest _suite = null!;
    private SignedInUser _user = null!;
    private EventReceiver _receiver = null!;

    [OneTimeSetUp]
    public async Task ListenAsync()
    {
        _suite = await SuiteUnderTest.SharedAsync();
        _receiver = await EventReceiver.StartAsync();
        _user = await SignedInUser.RegisterAsync(_suite);
        await RegisterWebhookAsync("/hooks", "*");
    }

    [OneTimeTearDown]
    public async Task EndAsync()
    {
        _user.Http.Dispose();
        await _receiver.DisposeAsync();
    }

    [Test]
    [Delivers("account.connected", "account.needs_attention", "account.disconnected")]
    public async Task What_becomes_of_an_account_is_told()
    {
        var (account, webhook) = await ConnectAsync();
        await HeardAsync("account.connected", "account_id", account);

        await _suite.Sandbox.RemoveWebhookAsync(webhook);
        await CallAsync(HttpMethod.Post, $"/api/publishing/credentials/{account}/verify", HttpStatusCode.OK);
        await HeardAsync("account.needs_attention", "account_id", account);

        await CallAsync(HttpMethod.Delete, $"/api/publishing/credentials/discord?account_id={account}", HttpStatusCode.NoContent);
        await HeardAsync("account.disconnected", "account_id", account);
    }

    [Test]
    [Delivers("post.scheduled")]
    public async Task A_plan_is_told()
    {
        var (account, _) = await ConnectAsync();

        var post = await PublishAsync([account], new { mode = "scheduled", scheduled_at = _clock.GetUtcNow().AddHours(2) });

        await HeardAsync("post.scheduled", "post_id", post);
        await CallAsync(HttpMethod.Post, $"/api/publishing/cancel/{post}", HttpStatusCode.OK);
    }

    [Test]
    [Delivers("publication.failed", "post.failed", "post.partially_published")]
    public async Task A_refusal_is_told_alone_and_beside_what_went_well()
    {
        var (refused, webhook) = await ConnectAsync();
        var (accepted, _) = await ConnectAsync();
        await _suite.Sandbox.AddFaultAsync(new { platform = "discord", kind = "status", status = 400, account = webhook.Id, times = 2 });

        var alone = await PublishAsync([refused]);
        await HeardAsync("publication.failed", "post_id", alone);
        await HeardAsync("post.failed", "post_id", alone);
        var both = await PublishAsync([refused, accepted]);

        await HeardAsync("post.partially_published", "post_id", both);
    }

    [Test]
    [Delivers("publication.unknown")]
    public async Task A_lost_answer_is_told()
    {
        var (account, webhook) = await ConnectAsync();
        await _suite.Sandbox.AddFaultAsync(new { platform = "discord", kind = "reset_after_accept", account = webhook.Id });

        var post = await PublishAsync([account]);

        await HeardAsync("publication.unknown", "post_id", post);
    }

    [Test]
    [Delivers("publication.retrying")]
    public async Task A_further_try_is_told()
    {
        var (account, webhook) = await ConnectAsync();
        await _suite.Sandbox.AddFaultAsync(new { platform = "discord", kind = "rate_limit", account = webhook.Id });

        var post = await PublishAsync([account]);

        await HeardAsync("publication.retrying", "post_id", post);
    }

    [Test]
    [Delivers("publication.missed")]
    public async Task What_came_due_too_late_and_is_not_wanted_then_is_told()
    {
        var (account, _) = await ConnectAsync();
        _suite.Processes.Suite.Stop("scheduler");
        try
        {
            var due = _clock.GetUtcNow().AddSeconds(5);
            var post = await PublishAsync([account], new { mode = "scheduled", scheduled_at = due, late_policy = new { action = "skip" } });
            await Eventually.BecomesTrueAsync(() => _clock.GetUtcNow() > due.AddSeconds(3), Patience);
            _suite.Processes.Suite.Resume("scheduler");

            await HeardAsync("publication.missed", "post_id", post);
        }
        finally
        {
            _suite.Processes.Suite.Resume("scheduler");
        }
    }

    [Test]
    [Delivers("metrics.updated")]
    public async Task New_numbers_are_told()
    {
        var name = "x_" + Guid.NewGuid().ToString("N")[..8];
        await _user.Demo.ConnectByConsentAsync("twitter", name, CancellationToken.None);
        var accounts = await _user.Http.CallAsync(HttpMethod.Get, "/api/publishing/credentials");
        var account = accounts.Json.GetProperty("items").EnumerateArray().Single(one => one.GetProperty("platform").GetString() == "twitter")
            .GetProperty("account_id").GetGuid();
        await SuiteClient.WhenPublishableAsync(_user.Http, account);

        var post = await PublishAsync([account]);

        await HeardAsync("metrics.updated", "post_id", post);
    }

    [Test]
    [Delivers("webhook.failing", "webhook.disabled")]
    public async Task A_webhook_that_fails_and_one_that_is_gone_are_told_to_the_others()
    {
        var gone = await RegisterWebhookAsync("/status/410", "account.connected");
        var broken = await RegisterWebhookAsync("/status/500", "account.connected");

        await ConnectAsync();

        await HeardAsync("webhook.disabled", "endpoint_id", gone);
        await HeardAsync("webhook.failing", "endpoint_id", broken);
        await CallAsync(HttpMethod.Delete, $"/api/publishing/webhooks/{broken}", HttpStatusCode.NoContent);
    }

    private async Task<(Guid Account, SandboxWebhook Webhook)> ConnectAsync()
    {
        var webhook = await _suite.Sandbox.CreateWebhookAsync("hook-" + Guid.NewGuid().ToString("N")[..8]);
        return (await _user.ConnectDiscordAsync(_suite, webhook), webhook);
    }

    private async Task<Guid> RegisterWebhookAsync(string path, params string[] events)
    {
        var made = await CallAsync(HttpMethod.Post, "/api/publishing/webhooks", HttpStatusCode.Created, new { url = _receiver.Address + path, events });
        return made.Json.GetProperty("id").GetGuid();
    }

    /// <param name="more">Members of the request beside the post and its targets.</param>
    private async Task<Guid> PublishAsync(Guid[] accounts, object? more = null)
    {
        var request = JsonSerializer.SerializeToElement(more ?? new { }).EnumerateObject().ToDictionary(member => member.Name, member => (object)member.Value);
        request["post"] = new { content = Publisher.NewText("An event") };
        request["targets"] = accounts.Select(account => new { account_id = account });
        var accepted = await CallAsync(HttpMethod.Post, "/api/publishing/publish", HttpStatusCode.Accepted, request);
        return accepted.Json.GetProperty("post_id").GetGuid();
    }

    private async Task<Answer> CallAsync(HttpMethod method, string path, HttpStatusCode expected, object? body = null)
    {
        var answer = await _user.Http.CallAsync(method, path, body is null ? null : JsonSerializer.Serialize(body));
        Assert.That(answer.Status, Is.EqualTo(expected), answer.ToString());
        return answer;
    }

    private Task HeardAsync(string type, string member, Guid id) => Eventually.BecomesTrueAsync(
        () => _receiver.Heard.Any(heard => heard.Type == type && heard.Id(member) == id), Patience, $"{type} of {id} is heard");
}
