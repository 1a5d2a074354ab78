using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Testing;
using ContentMultiplier.Webhooks.Deliveries;
using ContentMultiplier.Webhooks.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace ContentMultiplier.Webhooks.Tests;

public sealed class DeliveryTests
{
    private Workspace _workspace = null!;

    [SetUp]
    public void SetUp() => _workspace = new Workspace(WebhooksSuite.Service, WebhooksSuite.Receiver);

    [TearDown]
    public void TearDown() => _workspace.Dispose();

    [Test]
    public async Task A_publication_is_told_signed_and_once_however_often_it_is_heard()
    {
        var webhook = await _workspace.RegisterAsync(WebhooksSuite.Receiver.Path(), ["publication.published"], headers: new Dictionary<string, string> { ["X-Api-Key"] = "k1" });
        var change = _workspace.Change(Guid.CreateVersion7());
        await _workspace.Service.PublishAsync(new PublicationsChanged { Changes = [change] });
        await _workspace.Service.PublishAsync(new PublicationsChanged { Changes = [change] });
        await _workspace.Service.PublishAsync(new PublicationsChanged { Changes = [change with { PublicationId = Guid.CreateVersion7() }] });

        var received = await _workspace.ReceivedAsync(webhook, 2);
        var first = received.Single(one => one.Json.GetProperty("data").GetProperty("publication_id").GetGuid() == change.PublicationId);

        Assert.Multiple(() =>
        {
            Assert.That(received.Select(one => one.Id), Is.Unique);
            Assert.That(received.Select(one => one.Json.GetProperty("sequence").GetInt64()), Is.EquivalentTo(new[] { 1L, 2L }));
            Assert.That(first.Type, Is.EqualTo("publication.published"));
            Assert.That(first.Json.GetProperty("id").GetString(), Is.EqualTo(first.Id));
            Assert.That(first.Json.GetProperty("workspace_id").GetGuid(), Is.EqualTo(_workspace.Id));
            Assert.That(first.Json.GetProperty("data").GetProperty("external_url").GetString(), Is.EqualTo(change.ExternalUrl));
            Assert.That(first.Headers["X-Api-Key"], Is.EqualTo("k1"));
            Assert.That(first.Headers["webhook-signature"], Is.EqualTo(Signature.Of(
                [webhook.Secret], first.Id, long.Parse(first.Headers["webhook-timestamp"], System.Globalization.CultureInfo.InvariantCulture), first.Body)));
        });
    }

    [Test]
    public async Task Only_what_was_asked_for_is_told_and_only_to_its_workspace()
    {
        using var other = new Workspace(WebhooksSuite.Service, WebhooksSuite.Receiver);
        var failures = await _workspace.RegisterAsync(WebhooksSuite.Receiver.Path(), ["publication.failed"], "thin");
        var strange = await other.RegisterAsync(WebhooksSuite.Receiver.Path());
        await _workspace.PublishedAsync();
        await _workspace.PublishedAsync(status: PublicationStatus.Publishing);
        await _workspace.PublishedAsync(status: PublicationStatus.Failed);

        var received = await _workspace.ReceivedAsync(failures);

        Assert.Multiple(() =>
        {
            Assert.That(received.Select(one => one.Type), Is.EqualTo(new[] { "publication.failed" }));
            Assert.That(
                received[0].Json.GetProperty("data").EnumerateObject().Select(member => member.Name),
                Is.EquivalentTo(new[] { "publication_id", "post_id", "account_id", "external_id" }));
            Assert.That(WebhooksSuite.Receiver.At(strange.Path), Is.Empty);
        });
    }

    [Test]
    public async Task A_delivery_shows_what_was_sent_and_what_came_back_and_no_secret()
    {
        var path = WebhooksSuite.Receiver.Path(async context =>
        {
            context.Response.StatusCode = 200;
            await context.Response.WriteAsync("thank you");
        });
        var webhook = await _workspace.RegisterAsync(path, headers: new Dictionary<string, string> { ["X-Api-Key"] = "very-secret" });
        await _workspace.PublishedAsync();

        var delivery = await _workspace.SettledAsync(webhook, "delivered");
        var one = await _workspace.GetAsync($"/api/publishing/webhooks/deliveries/{delivery.GetProperty("id").GetGuid()}");
        var attempt = one.Json.GetProperty("attempts").EnumerateArray().Single();
        var read = await _workspace.ReadAsync(webhook);

        Assert.Multiple(() =>
        {
            Assert.That(attempt.GetProperty("response").GetString(), Is.EqualTo("thank you"));
            Assert.That(attempt.GetProperty("status_code").GetInt32(), Is.EqualTo(200));
            Assert.That(
                attempt.GetProperty("request").GetProperty("body").GetString(),
                Is.EqualTo(System.Text.Encoding.UTF8.GetString(WebhooksSuite.Receiver.At(path)[0].Body)));
            Assert.That(one.Text, Does.Not.Contain("very-secret").And.Not.Contain("whsec_"));
            Assert.That(read.Text, Does.Contain("X-Api-Key").And.Not.Contain("very-secret").And.Not.Contain("whsec_"));
            Assert.That(read.Json.GetProperty("health").GetProperty("status").GetString(), Is.EqualTo("ok"));
        });
        Assert.That(
            await _workspace.Service.Database.ScalarAsync<string>($"select (select sealed from webhook_secrets where endpoint_id = w.id) || w.headers from webhook_endpoints w where id = '{webhook.Id}'"),
            Does.Not.Contain("very-secret").And.Not.Contain(webhook.Secret["whsec_".Length..]));
    }

    [Test]
    public async Task An_endpoint_that_hangs_delays_no_other()
    {
        using var hold = new SemaphoreSlim(0);
        var hanging = await _workspace.RegisterAsync(WebhooksSuite.Receiver.Path(context => hold.WaitAsync(context.RequestAborted)));
        var good = await _workspace.RegisterAsync(WebhooksSuite.Receiver.Path());

        var started = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => _workspace.PublishedAsync()));

        await _workspace.ReceivedAsync(good, 100);

        // Four at a time; who hangs is given up in the end, and on a slow machine there are others after the first four.
        var hung = WebhooksSuite.Receiver.At(hanging.Path).Count;
        var rounds = 1 + (int)(TimeProvider.System.GetElapsedTime(started) / new WebhookOptions().Timeout);
        Assert.That(hung, Is.LessThanOrEqualTo(4 * rounds));
        hold.Release(100);
    }
}
