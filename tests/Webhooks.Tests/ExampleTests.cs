using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using ContentMultiplier.Testing;
using ContentMultiplier.Webhooks.Examples;
using ContentMultiplier.Webhooks.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace ContentMultiplier.Webhooks.Tests;

/// <summary>The receivers of the documentation, against the known vector and against what is really sent.</summary>
public sealed class ExampleTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Timestamp = "1614265330";
    private const string Right = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private const string Wrong = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=";
    private const string Body = """{"test": 2432232314}""";
    private static readonly string[] Published = ["publication.published"];

    private static readonly TestCaseData[] Vectors =
    [
        Vector("right", true),
        Vector("no prefix", true, secret: Secret["whsec_".Length..]),
        Vector("three wrong and one right", true, signatures: $"{Wrong} {Wrong} {Wrong} {Right}"),
        Vector("junk first", true, signatures: $"junk v9 , v1 {Right}"),
        Vector("299 seconds old", true, offset: 299),
        Vector("from the future a little", true, offset: -299),
        Vector("no id", false, id: ""),
        Vector("no timestamp", false, timestamp: ""),
        Vector("no signature", false, signatures: ""),
        Vector("301 seconds old", false, offset: 301),
        Vector("301 seconds early", false, offset: -301),
        Vector("timestamp hello", false, timestamp: "hello"),
        Vector("timestamp of 21 digits", false, timestamp: "100000000000000000000"),
        Vector("wrong version", false, signatures: Right.Replace("v1", "v2", StringComparison.Ordinal)),
        Vector("cut", false, signatures: Right[..^5]),
        Vector("nothing after the version", false, signatures: "v1,"),
        Vector("wrong", false, signatures: Wrong),
        Vector("empty body", false, body: ""),
        Vector("another body", false, body: Body + " "),
    ];

    [TestCaseSource(nameof(Vectors))]
    public void Row_82_the_receiver_in_csharp(Case vector) => Assert.That(
        new StandardWebhook(vector.Secret, new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(long.Parse(Timestamp) + vector.Offset)))
            .Verify(vector.Id, vector.Timestamp, vector.Signatures, System.Text.Encoding.UTF8.GetBytes(vector.Body)),
        Is.EqualTo(vector.IsValid));

    [Test]
    public void Row_82_an_empty_key_is_refused() => Assert.Throws<ArgumentException>(() => _ = new StandardWebhook("whsec_", TimeProvider.System));

    [Test]
    public async Task Row_82_the_receiver_in_node()
    {
        var cases = JsonSerializer.Serialize(Vectors.Select(vector => (Case)vector.Arguments[0]!).Select(vector => new
        {
            secret = vector.Secret,
            headers = new Dictionary<string, string>
            {
                ["webhook-id"] = vector.Id, ["webhook-timestamp"] = vector.Timestamp, ["webhook-signature"] = vector.Signatures,
            },
            body = vector.Body,
            now = long.Parse(Timestamp) + vector.Offset,
        }));
        using var node = Node(
            ["--input-type=module", "-e", $"import {{ verify }} from {JsonSerializer.Serialize(NodeReceiver)};"
                + "const cases = JSON.parse(process.env.CASES);"
                + "console.log(JSON.stringify(cases.map(c => verify(c.secret, c.headers, Buffer.from(c.body), c.now))));"],
            ("CASES", cases));

        var answers = JsonSerializer.Deserialize<bool[]>(await node.StandardOutput.ReadToEndAsync());
        await node.WaitForExitAsync();

        Assert.That(answers, Is.EqualTo(Vectors.Select(vector => ((Case)vector.Arguments[0]!).IsValid)));
    }

    [Test]
    public async Task The_receiver_in_csharp_takes_what_is_sent()
    {
        using var workspace = new Workspace(WebhooksSuite.Service, WebhooksSuite.Receiver);
        TaskCompletionSource<JsonElement> handled = new();
        var webhook = await workspace.RegisterAsync(WebhooksSuite.Receiver.Path(), Published);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapWebhooks("/hooks", new StandardWebhook(webhook.Secret, new RealNow()), body =>
        {
            handled.TrySetResult(body);
            return Task.CompletedTask;
        });
        await app.StartAsync();
        await MoveAsync(workspace, webhook, new Uri(new Uri(app.Urls.First()), "/hooks"));
        await workspace.PublishedAsync();

        await workspace.SettledAsync(webhook, "delivered");
        Assert.That((await handled.Task).GetProperty("type").GetString(), Is.EqualTo("publication.published"));
    }

    [Test]
    public async Task The_receiver_in_node_takes_what_is_sent_and_nothing_else()
    {
        // A service whose clock is that of the process.
        var service = await WebhooksFactory.StartAsync();
        using var workspace = new Workspace(service, WebhooksSuite.Receiver);
        var webhook = await workspace.RegisterAsync(WebhooksSuite.Receiver.Path(), Published);
        using var node = Node([NodeReceiver], ("WEBHOOK_SECRET", webhook.Secret), ("PORT", "0"));
        var port = (await node.StandardOutput.ReadLineAsync())!.Split(' ')[^1];
        var url = new Uri($"http://127.0.0.1:{port}/");
        await MoveAsync(workspace, webhook, url);

        var sent = await workspace.SendAsync(HttpMethod.Post, "/api/publishing/test/webhook", new { webhook_id = webhook.Id });
        using var stranger = new HttpClient();
        using var refused = await stranger.PostAsync(url, new StringContent("{}"));
        var line = await node.StandardOutput.ReadLineAsync();
        node.Kill();
        await service.StopAsync();

        Assert.Multiple(() =>
        {
            Assert.That(sent.Json.GetProperty("status_code").GetInt32(), Is.EqualTo(204), sent.Text);
            Assert.That((int)refused.StatusCode, Is.EqualTo(400));
            Assert.That(line, Does.StartWith("post.published evt_"));
        });
    }

    private static string NodeReceiver => Path.Combine(AppContext.BaseDirectory, "Examples", "receiver.mjs");

    private static TestCaseData Vector(
        string name, bool isValid, string secret = Secret, string id = Id, string timestamp = Timestamp, string signatures = Right, string body = Body,
        int offset = 0) =>
        new(new Case(secret, id, timestamp, signatures, body, offset, isValid)) { TestName = $"Row_82_{name.Replace(' ', '_')}" };

    private static async Task MoveAsync(Workspace workspace, Webhook webhook, Uri url) =>
        await workspace.SendAsync(HttpMethod.Patch, $"/api/publishing/webhooks/{webhook.Id}", new { url = url.AbsoluteUri });

    private static Process Node(string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("node", arguments) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Ignore("node is not installed; nothing else needs it.");
            throw;
        }
    }

    public sealed record Case(string Secret, string Id, string Timestamp, string Signatures, string Body, int Offset, bool IsValid);

    /// <summary>The clock of the service, which other tests let leap.</summary>
    private sealed class RealNow : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => WebhooksSuite.Now;
    }
}
