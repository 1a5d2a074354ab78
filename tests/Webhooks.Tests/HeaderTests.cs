using System.Net;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.Webhooks.Endpoints;
using ContentMultiplier.Webhooks.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.Webhooks.Tests;

public sealed class HeaderTests
{
    private static readonly string[] Any = ["*"];

    private static readonly (string Name, string Value)[] Refused =
    [
        ("X-A", "a\r\nX-Injected: c"), ("X-A", "a\nb"), ("X-A", "a\u0001b"), ("X-A", "ä"), ("X-A", new string('a', 65_536)), ("X-A", ""),
        ("X-A", " a"), ("X-A\r\nX-B", "a"), ("X A", "a"), ("X:A", "a"), ("", "a"), ("Ä", "a"), (new string('a', 65), "a"), ("Host", "169.254.169.254"),
        ("Content-Length", "5"), ("Content-Type", "text/plain"), ("Transfer-Encoding", "chunked"), ("Connection", "close"), ("TE", "trailers"),
        ("Upgrade", "h2c"), ("Cookie", "a=b"), ("Expect", "100-continue"), ("Proxy-Authorization", "a"), ("webhook-id", "a"),
        ("Webhook-Signature", "v1,a"), ("authorization", "Bearer a"), ("User-Agent", "a"),
    ];

    [TestCaseSource(nameof(Refused))]
    public async Task Row_74_a_header_that_would_change_the_request_is_refused_at_save((string Name, string Value) header)
    {
        using var workspace = new Workspace(WebhooksSuite.Service, WebhooksSuite.Receiver);

        var reply = await workspace.SendAsync(HttpMethod.Post, "/api/publishing/webhooks", new
        {
            url = WebhooksSuite.Receiver.Url.AbsoluteUri,
            events = Any,
            headers = new Dictionary<string, string> { [header.Name] = header.Value },
        });

        Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.BadRequest), reply.Text);
    }

    [Test]
    public async Task Row_74_and_at_send_when_it_got_into_the_database()
    {
        using var workspace = new Workspace(WebhooksSuite.Service, WebhooksSuite.Receiver);
        var webhook = await workspace.RegisterAsync(WebhooksSuite.Receiver.Path());
        var box = WebhooksSuite.Service.Services.GetRequiredService<SecretBox>();
        var forged = box.SealHeaders(new Dictionary<string, string> { ["X-A"] = "a\r\nX-Injected: c" }, workspace.Id, webhook.Id);
        await WebhooksSuite.Service.Database.ExecuteAsync($"update webhook_endpoints set headers = '{forged}' where id = '{webhook.Id}'");

        var reply = await workspace.SendAsync(HttpMethod.Post, "/api/publishing/test/webhook", new { webhook_id = webhook.Id });

        Assert.That(reply.Json.GetProperty("problem").GetString(), Is.EqualTo("header_refused"), reply.Text);
        Assert.That(WebhooksSuite.Receiver.At(webhook.Path), Is.Empty);
    }

    [Test]
    public void Harmless_headers_are_taken()
    {
        var errors = new ErrorBag();
        HeaderRules.Check(new Dictionary<string, string> { ["X-Api-Key"] = "a b!~", ["x-tenant"] = "1", ["Accept"] = "text/plain" }, errors);

        Assert.That(errors.ToDictionary(), Is.Empty);
    }
}
