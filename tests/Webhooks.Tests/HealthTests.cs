using System.Net;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Testing;
using ContentMultiplier.Webhooks.Tests.Support;

namespace ContentMultiplier.Webhooks.Tests;

/// <summary>Days of failures, and what comes of them.</summary>
public sealed class HealthTests
{
    private static readonly string[] Published = ["publication.published"];
    private static readonly string[] AboutWebhooks = ["webhook.failing", "webhook.disabled"];
    private Workspace _workspace = null!;

    [SetUp]
    public void SetUp() => _workspace = new Workspace(WebhooksSuite.Service, WebhooksSuite.Receiver);

    [TearDown]
    public void TearDown() => _workspace.Dispose();

    [Test]
    public async Task Row_86_five_days_only_failing_warn_and_then_disable()
    {
        var failing = await _workspace.RegisterAsync(WebhooksSuite.Receiver.Path(500), Published);
        var watching = await _workspace.RegisterAsync(WebhooksSuite.Receiver.Path(), AboutWebhooks);
        await _workspace.PublishedAsync();
        await _workspace.SettledAsync(failing, "pending");

        WebhooksSuite.Leap(TimeSpan.FromDays(3.1));
        await HealthAsync(failing, "warning");
        WebhooksSuite.Leap(TimeSpan.FromDays(2.1));
        await Eventually.BecomesTrueAsync(async () => !(await _workspace.ReadAsync(failing)).Json.GetProperty("enabled").GetBoolean(), Workspace.Patience);
        var told = await _workspace.ReceivedAsync(watching, 2);
        await Eventually.BecomesTrueAsync(
            () => WebhooksSuite.AuditOf(_workspace.Id).Any(record => record.Action == "webhook.disable"), Workspace.Patience);

        Assert.Multiple(async () =>
        {
            Assert.That(told.Select(one => one.Type), Is.EquivalentTo(AboutWebhooks));
            Assert.That(told.Select(one => one.Json.GetProperty("data").GetProperty("endpoint_id").GetGuid()), Is.All.EqualTo(failing.Id));
            Assert.That((await _workspace.ReadAsync(failing)).Json.GetProperty("disabled_reason").GetString(), Is.EqualTo("failing"));
            Assert.That((await _workspace.DeliveriesAsync(failing)).Select(one => one.GetProperty("state").GetString()), Is.All.EqualTo("failed"));
        });
    }

    [Test]
    public async Task Row_86_one_success_on_day_three_begins_anew()
    {
        var webhook = await _workspace.RegisterAsync(WebhooksSuite.Receiver.Path(500), Published);
        await _workspace.PublishedAsync();
        await _workspace.SettledAsync(webhook, "pending");

        WebhooksSuite.Receiver.Answer(webhook.Path, 204);
        WebhooksSuite.Leap(TimeSpan.FromDays(2.9));
        await HealthAsync(webhook, "ok");
        WebhooksSuite.Receiver.Answer(webhook.Path, 500);
        await _workspace.PublishedAsync();
        await HealthAsync(webhook, "failing");
        WebhooksSuite.Leap(TimeSpan.FromDays(2.5));
        await _workspace.SettledAsync(webhook, "pending", tries: 2);

        Assert.That((await _workspace.ReadAsync(webhook)).Json.GetProperty("enabled").GetBoolean(), Is.True);
    }

    [Test]
    public async Task Row_86_repeated_failures_that_somebody_asked_for_do_not_count()
    {
        var webhook = await _workspace.RegisterAsync(WebhooksSuite.Receiver.Path(), Published);
        await _workspace.PublishedAsync();
        var delivery = await _workspace.SettledAsync(webhook, "delivered");
        WebhooksSuite.Receiver.Answer(webhook.Path, 500);

        var again = await _workspace.SendAsync(HttpMethod.Post, $"/api/publishing/webhooks/deliveries/{delivery.GetProperty("id").GetGuid()}/redeliver");
        await _workspace.SettledAsync(webhook, "pending");

        Assert.Multiple(async () =>
        {
            Assert.That(again.Status, Is.EqualTo(HttpStatusCode.Accepted), again.Text);
            Assert.That((await _workspace.ReadAsync(webhook)).Json.GetProperty("health").GetProperty("status").GetString(), Is.EqualTo("ok"));
            Assert.That((await _workspace.ReceivedAsync(webhook, 2)).Select(one => one.Id).Distinct().Count(), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task Row_87_what_happened_while_it_was_disabled_is_sent_with_its_ids()
    {
        var webhook = await _workspace.RegisterAsync(WebhooksSuite.Receiver.Path(), Published);
        var since = WebhooksSuite.Now.AddSeconds(-1);
        await SwitchAsync(webhook, enabled: false);
        foreach (var _ in Enumerable.Range(0, 10))
        {
            await _workspace.Service.PublishAsync(new PublicationsChanged
            {
                Changes = [.. Enumerable.Range(0, 100).Select(_ => _workspace.Change(Guid.CreateVersion7()))],
            });
        }

        await Eventually.BecomesTrueAsync(
            async () => await _workspace.Service.Database.ScalarAsync<long>($"select count(*) from webhook_events where workspace_id = '{_workspace.Id}'") == 1000,
            Workspace.Patience);
        var early = await RecoverAsync(webhook, since);
        await SwitchAsync(webhook, enabled: true);
        var recovered = await RecoverAsync(webhook, since);
        var received = await _workspace.ReceivedAsync(webhook, 1000);
        var kept = await _workspace.Service.Database.ScalarAsync<string>(
            $"select string_agg('evt_' || replace(id::text, '-', ''), ',') from webhook_events where workspace_id = '{_workspace.Id}'");

        Assert.Multiple(() =>
        {
            Assert.That((early.Status, early.Code), Is.EqualTo((HttpStatusCode.Conflict, "webhook_disabled")));
            Assert.That((recovered.Status, recovered.Json.GetProperty("deliveries").GetInt32()), Is.EqualTo((HttpStatusCode.Accepted, 1000)));
            Assert.That(received.Select(one => one.Id), Is.EquivalentTo(kept.Split(',')));
        });
    }

    private async Task HealthAsync(Webhook webhook, string status) => await Eventually.BecomesTrueAsync(
        async () => (await _workspace.ReadAsync(webhook)).Json.GetProperty("health").GetProperty("status").GetString() == status, Workspace.Patience);

    private async Task SwitchAsync(Webhook webhook, bool enabled) => Assert.That(
        (await _workspace.SendAsync(HttpMethod.Patch, $"/api/publishing/webhooks/{webhook.Id}", new { enabled })).Status, Is.EqualTo(HttpStatusCode.OK));

    private Task<Reply> RecoverAsync(Webhook webhook, DateTimeOffset since) =>
        _workspace.SendAsync(HttpMethod.Post, $"/api/publishing/webhooks/{webhook.Id}/recover?since={Uri.EscapeDataString(since.ToString("O"))}");
}
