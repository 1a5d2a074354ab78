using System.Net;
using ContentMultiplier.Testing;
using ContentMultiplier.Webhooks.Deliveries;
using ContentMultiplier.Webhooks.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace ContentMultiplier.Webhooks.Tests;

public sealed class RegistrationTests
{
    private const string Path = "/api/publishing/webhooks";
    private static readonly string[] Any = ["*"];
    private Workspace _workspace = null!;

    [SetUp]
    public void SetUp() => _workspace = new Workspace(WebhooksSuite.Service, WebhooksSuite.Receiver);

    [TearDown]
    public void TearDown() => _workspace.Dispose();

    [Test]
    public async Task All_that_is_wrong_is_said_at_once_and_nothing_is_stored()
    {
        var reply = await _workspace.SendAsync(HttpMethod.Post, Path, new
        {
            url = "http://user@127.0.0.1:22/#x",
            events = new[] { "post.published", "post.exploded", "post.published" },
            payload = "fat",
            description = new string('x', 201),
            headers = new Dictionary<string, string> { ["Host"] = "a", ["X-Ok"] = "b\u007f" },
        });

        Assert.Multiple(async () =>
        {
            Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.BadRequest), reply.Text);
            Assert.That(reply.Fields, Is.EquivalentTo(new[] { "description", "events[1]", "events[2]", "headers", "payload", "url" }));
            Assert.That(reply.Json.GetProperty("errors").GetProperty("url").GetArrayLength(), Is.EqualTo(2));
            Assert.That(reply.Json.GetProperty("errors").GetProperty("headers").GetArrayLength(), Is.EqualTo(2));
            Assert.That((await _workspace.GetAsync(Path)).Json.GetProperty("items").GetArrayLength(), Is.Zero);
        });
    }

    [Test]
    public async Task The_same_key_is_one_webhook_and_shows_the_same_secret()
    {
        var request = new { url = new Uri(WebhooksSuite.Receiver.Url, "/once").AbsoluteUri, events = Any };

        var first = await _workspace.SendAsync(HttpMethod.Post, Path, request, null, ("Idempotency-Key", "k"));
        var second = await _workspace.SendAsync(HttpMethod.Post, Path, request, null, ("Idempotency-Key", "k"));
        var other = await _workspace.SendAsync(HttpMethod.Post, Path, new { request.url, events = new[] { "post.failed" } }, null, ("Idempotency-Key", "k"));
        var kept = await _workspace.Service.Database.ScalarAsync<string>(
            $"select encode(body, 'escape') from idempotency_keys where workspace_id = '{_workspace.Id}'");

        Assert.Multiple(async () =>
        {
            Assert.That(first.Status, Is.EqualTo(HttpStatusCode.Created), first.Text);
            Assert.That(second.Text, Is.EqualTo(first.Text));
            Assert.That((other.Status, other.Code), Is.EqualTo((HttpStatusCode.UnprocessableEntity, "idempotency_key_reused")));
            Assert.That(kept, Does.Not.Contain("whsec_"));
            Assert.That((await _workspace.GetAsync(Path)).Json.GetProperty("items").GetArrayLength(), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task A_change_from_an_old_state_is_refused()
    {
        var webhook = await _workspace.RegisterAsync(WebhooksSuite.Receiver.Path());
        var read = await _workspace.ReadAsync(webhook);
        var changed = await _workspace.SendAsync(HttpMethod.Patch, $"{Path}/{webhook.Id}", new { description = "one" }, null, ("If-Match", read.ETag!));
        var stale = await _workspace.SendAsync(HttpMethod.Patch, $"{Path}/{webhook.Id}", new { description = "two" }, null, ("If-Match", read.ETag!));

        Assert.Multiple(async () =>
        {
            Assert.That(changed.Status, Is.EqualTo(HttpStatusCode.OK), changed.Text);
            Assert.That(changed.ETag, Is.Not.EqualTo(read.ETag));
            Assert.That((stale.Status, stale.Code), Is.EqualTo((HttpStatusCode.PreconditionFailed, "changed_meanwhile")));
            Assert.That((await _workspace.ReadAsync(webhook)).Json.GetProperty("description").GetString(), Is.EqualTo("one"));
        });
    }

    [Test]
    public async Task Those_of_others_are_not_there()
    {
        var webhook = await _workspace.RegisterAsync(WebhooksSuite.Receiver.Path());
        await _workspace.PublishedAsync();
        var delivery = (await _workspace.SettledAsync(webhook, "delivered")).GetProperty("id").GetGuid();
        using var stranger = new Workspace(WebhooksSuite.Service, WebhooksSuite.Receiver);
        var replies = new[]
        {
            await stranger.GetAsync($"{Path}/{webhook.Id}"),
            await stranger.SendAsync(HttpMethod.Patch, $"{Path}/{webhook.Id}", new { url = "nonsense" }),
            await stranger.SendAsync(HttpMethod.Delete, $"{Path}/{webhook.Id}"),
            await stranger.SendAsync(HttpMethod.Post, $"{Path}/{webhook.Id}/rotate-secret"),
            await stranger.SendAsync(HttpMethod.Post, $"{Path}/{webhook.Id}/recover"),
            await stranger.GetAsync($"{Path}/{webhook.Id}/deliveries"),
            await stranger.GetAsync($"{Path}/deliveries/{delivery}"),
            await stranger.SendAsync(HttpMethod.Post, $"{Path}/deliveries/{delivery}/redeliver"),
            await stranger.SendAsync(HttpMethod.Post, "/api/publishing/test/webhook", new { webhook_id = webhook.Id }),
        };

        Assert.That(replies.Select(reply => reply.Status), Is.All.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task It_takes_the_right_to_write_webhooks()
    {
        var refused = await _workspace.SendAsync(HttpMethod.Post, Path, new { url = "https://example.com/", events = Any }, ["read", "publish"]);
        var list = await _workspace.SendAsync(HttpMethod.Get, Path, null, ["read"]);

        Assert.That((refused.Status, list.Status), Is.EqualTo((HttpStatusCode.Forbidden, HttpStatusCode.OK)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_challenge_is_answered_or_nothing_is_stored(bool answers)
    {
        var path = "/" + Guid.NewGuid().ToString("N");
        WebhooksSuite.Receiver.Answer(path, context => context.Response.WriteAsync(
            answers ? WebhooksSuite.Receiver.At(path)[^1].Json.GetProperty("data").GetProperty("challenge").GetString()! : "who are you?"));

        var reply = await _workspace.SendAsync(
            HttpMethod.Post, Path, new { url = new Uri(WebhooksSuite.Receiver.Url, path).AbsoluteUri, events = Any, challenge = true });

        Assert.Multiple(async () =>
        {
            Assert.That(reply.Status, Is.EqualTo(answers ? HttpStatusCode.Created : HttpStatusCode.UnprocessableEntity), reply.Text);
            Assert.That((await _workspace.GetAsync(Path)).Json.GetProperty("items").GetArrayLength(), Is.EqualTo(answers ? 1 : 0));
        });
    }

    [Test]
    public async Task A_test_is_sent_at_once_and_its_answer_shown()
    {
        var webhook = await _workspace.RegisterAsync(WebhooksSuite.Receiver.Path(418));

        var reply = await _workspace.SendAsync(
            HttpMethod.Post, "/api/publishing/test/webhook", new { webhook_id = webhook.Id, @event = "account.connected" });

        Assert.Multiple(async () =>
        {
            Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.OK), reply.Text);
            Assert.That(reply.Json.GetProperty("delivered").GetBoolean(), Is.False);
            Assert.That(reply.Json.GetProperty("status_code").GetInt32(), Is.EqualTo(418));
            Assert.That(WebhooksSuite.Receiver.At(webhook.Path).Single().Type, Is.EqualTo("account.connected"));
            Assert.That(await _workspace.DeliveriesAsync(webhook), Is.Empty);
        });
    }

    [Test]
    public async Task Row_83_old_and_new_sign_until_the_old_has_run_out_and_there_are_five_at_most()
    {
        var webhook = await _workspace.RegisterAsync(WebhooksSuite.Receiver.Path());
        List<string> secrets = [webhook.Secret];
        secrets.Add(await RotateAsync(webhook));
        secrets.Add(await RotateAsync(webhook));
        await _workspace.PublishedAsync();
        var together = (await _workspace.ReceivedAsync(webhook))[0];
        await RotateAsync(webhook);
        var newest = await RotateAsync(webhook);
        var sixth = await _workspace.SendAsync(HttpMethod.Post, $"{Path}/{webhook.Id}/rotate-secret");
        WebhooksSuite.Leap(TimeSpan.FromHours(25));
        await _workspace.PublishedAsync();
        var alone = (await _workspace.ReceivedAsync(webhook, 2))[1];
        await Eventually.BecomesTrueAsync(
            () => WebhooksSuite.AuditOf(_workspace.Id).Count(record => record.Action == "webhook.rotate_secret") == 4, Workspace.Patience);

        Assert.Multiple(() =>
        {
            Assert.That(together.Headers["webhook-signature"].Split(' '), Is.EquivalentTo(secrets.Select(secret => SignatureOf(together, secret))));
            Assert.That((sixth.Status, sixth.Code), Is.EqualTo((HttpStatusCode.Conflict, "too_many_secrets")));
            Assert.That(alone.Headers["webhook-signature"], Is.EqualTo(SignatureOf(alone, newest)));
        });
    }

    [Test]
    public async Task What_is_made_changed_and_deleted_is_recorded_without_its_address()
    {
        var webhook = await _workspace.RegisterAsync(WebhooksSuite.Receiver.Path());
        await _workspace.SendAsync(HttpMethod.Patch, $"{Path}/{webhook.Id}", new { enabled = false });
        var deleted = await _workspace.SendAsync(HttpMethod.Delete, $"{Path}/{webhook.Id}");
        await Eventually.BecomesTrueAsync(() => WebhooksSuite.AuditOf(_workspace.Id).Count >= 3, Workspace.Patience);

        Assert.Multiple(() =>
        {
            Assert.That(deleted.Status, Is.EqualTo(HttpStatusCode.NoContent));
            Assert.That(
                WebhooksSuite.AuditOf(_workspace.Id).Select(record => record.Action),
                Is.EquivalentTo(new[] { "webhook.create", "webhook.update", "webhook.delete" }));
            Assert.That(WebhooksSuite.AuditOf(_workspace.Id).SelectMany(record => record.Detail.Values), Is.All.EqualTo("127.0.0.1"));
            Assert.That(WebhooksSuite.AuditOf(_workspace.Id).Select(record => record.By), Has.None.Null);
        });
    }

    private static string SignatureOf(Received received, string secret) => Signature.Of(
        [secret], received.Id, long.Parse(received.Headers["webhook-timestamp"], System.Globalization.CultureInfo.InvariantCulture), received.Body);

    private async Task<string> RotateAsync(Webhook webhook)
    {
        var reply = await _workspace.SendAsync(HttpMethod.Post, $"{Path}/{webhook.Id}/rotate-secret");
        Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.OK), reply.Text);
        return reply.Json.GetProperty("secret").GetString()!;
    }
}
