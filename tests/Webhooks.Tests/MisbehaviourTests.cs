using System.Net.Sockets;
using System.Text;
using ContentMultiplier.Testing;
using ContentMultiplier.Webhooks.Deliveries;
using ContentMultiplier.Webhooks.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace ContentMultiplier.Webhooks.Tests;

/// <summary>Receivers that answer all but well.</summary>
public sealed class MisbehaviourTests
{
    private static readonly string[] Published = ["publication.published"];
    private Workspace _workspace = null!;

    [SetUp]
    public void SetUp() => _workspace = new Workspace(WebhooksSuite.Service, WebhooksSuite.Receiver);

    [TearDown]
    public void TearDown() => _workspace.Dispose();

    [TestCase(200, "delivered", null)]
    [TestCase(204, "delivered", null)]
    [TestCase(299, "delivered", null)]
    [TestCase(302, "pending", "redirect")]
    [TestCase(400, "pending", "status")]
    [TestCase(404, "pending", "status")]
    [TestCase(408, "pending", "status")]
    [TestCase(410, "failed", "status")]
    [TestCase(429, "pending", "status")]
    [TestCase(500, "pending", "status")]
    [TestCase(503, "pending", "status")]
    public async Task Row_84_what_a_status_means(int status, string state, string? problem)
    {
        var webhook = await _workspace.RegisterAsync(WebhooksSuite.Receiver.Path(status), Published);
        await _workspace.PublishedAsync();

        var delivery = await _workspace.SettledAsync(webhook, state);
        var read = await _workspace.ReadAsync(webhook);

        Assert.Multiple(() =>
        {
            Assert.That(delivery.GetProperty("status_code").GetInt32(), Is.EqualTo(status));
            Assert.That(delivery.GetProperty("problem").GetString(), Is.EqualTo(problem));
            Assert.That(read.Json.GetProperty("enabled").GetBoolean(), Is.EqualTo(status != 410));
            Assert.That(read.Json.GetProperty("disabled_reason").GetString(), Is.EqualTo(status == 410 ? "gone" : null));
            if (state == "pending")
            {
                var wait = delivery.GetProperty("next_try_at").GetDateTimeOffset() - delivery.GetProperty("created_at").GetDateTimeOffset();
                Assert.That(wait, Is.GreaterThanOrEqualTo(RetryPolicy.Delays[0] * 0.8));
            }
        });
    }

    [Test]
    public async Task Row_84_429_with_retry_after_is_not_tried_before()
    {
        var webhook = await _workspace.RegisterAsync(
            WebhooksSuite.Receiver.Path(context =>
            {
                context.Response.StatusCode = 429;
                context.Response.Headers.RetryAfter = "3600";
                return Task.CompletedTask;
            }),
            Published);
        await _workspace.PublishedAsync();

        var delivery = await _workspace.SettledAsync(webhook, "pending");

        Assert.That(
            delivery.GetProperty("next_try_at").GetDateTimeOffset() - delivery.GetProperty("created_at").GetDateTimeOffset(),
            Is.GreaterThanOrEqualTo(TimeSpan.FromHours(1)));
    }

    [Test]
    public async Task Row_84_one_that_resets_or_never_ends_its_headers_or_its_silence()
    {
        using var slow = new TcpListener(System.Net.IPAddress.Loopback, 0);
        slow.Start();
        var served = ServeHalfAsync(slow);
        using var hold = new CancellationTokenSource();
        var resets = await _workspace.RegisterAsync(
            WebhooksSuite.Receiver.Path(context =>
            {
                context.Abort();
                return Task.CompletedTask;
            }),
            Published);
        var silent = await _workspace.RegisterAsync(WebhooksSuite.Receiver.Path(context => Task.Delay(Timeout.Infinite, hold.Token)), Published);
        var halting = await RegisterAtAsync($"http://127.0.0.1:{((System.Net.IPEndPoint)slow.LocalEndpoint).Port}/");
        await _workspace.PublishedAsync();

        var reset = await _workspace.SettledAsync(resets, "pending");
        var silence = await _workspace.SettledAsync(silent, "pending");
        var halt = await _workspace.SettledAsync(halting, "pending");
        await hold.CancelAsync();

        Assert.Multiple(() =>
        {
            Assert.That(reset.GetProperty("problem").GetString(), Is.EqualTo("connection_failed"));
            Assert.That(silence.GetProperty("problem").GetString(), Is.EqualTo("timeout"));
            Assert.That(halt.GetProperty("problem").GetString(), Is.EqualTo("timeout"));
        });
        slow.Stop();
        await served;
    }

    [Test]
    public async Task Row_84_of_a_gigabyte_no_more_is_read_than_is_kept()
    {
        using var endless = new TcpListener(System.Net.IPAddress.Loopback, 0);
        endless.Start();
        var served = ServeGigabyteAsync(endless);
        var webhook = await RegisterAtAsync($"http://127.0.0.1:{((System.Net.IPEndPoint)endless.LocalEndpoint).Port}/");
        await _workspace.PublishedAsync();

        var delivery = await _workspace.SettledAsync(webhook, "delivered");
        var one = await _workspace.GetAsync($"/api/publishing/webhooks/deliveries/{delivery.GetProperty("id").GetGuid()}");
        var attempt = one.Json.GetProperty("attempts")[0];

        Assert.Multiple(() =>
        {
            Assert.That(attempt.GetProperty("response").GetString(), Has.Length.EqualTo(16 * 1024));
            Assert.That(attempt.GetProperty("response_is_cut").GetBoolean(), Is.True);

        });

        // What the two kernels hold between them.
        Assert.That(await served.WaitAsync(TimeSpan.FromSeconds(60)), Is.LessThan(64L << 20));
    }

    [Test]
    public async Task Row_15_whoever_lost_its_lease_writes_nothing_and_the_next_try_has_the_same_id()
    {
        using var hold = new SemaphoreSlim(0);
        var first = true;
        var path = WebhooksSuite.Receiver.Path(async context =>
        {
            if (Interlocked.Exchange(ref first, false))
            {
                await hold.WaitAsync(context.RequestAborted);
                context.Response.StatusCode = 500;
            }
        });
        var webhook = await _workspace.RegisterAsync(path, Published);
        await _workspace.PublishedAsync();
        await _workspace.ReceivedAsync(webhook);

        // As if the sender had died and its lease had run out.
        await _workspace.Service.Database.ExecuteAsync(
            $"update webhook_deliveries set lease = gen_random_uuid(), next_try_at = '2020-01-01' where endpoint_id = '{webhook.Id}'");
        var delivered = await _workspace.SettledAsync(webhook, "delivered", tries: 2);
        hold.Release();

        var received = await _workspace.ReceivedAsync(webhook, 2);
        Assert.Multiple(() =>
        {
            Assert.That(received.Select(one => one.Id).Distinct().Count(), Is.EqualTo(1));
            Assert.That(received[0].Body, Is.EqualTo(received[1].Body));
            Assert.That(delivered.GetProperty("status_code").GetInt32(), Is.EqualTo(200));
        });
    }

    private async Task<Webhook> RegisterAtAsync(string url)
    {
        var reply = await _workspace.SendAsync(HttpMethod.Post, "/api/publishing/webhooks", new { url, events = Published });
        return new Webhook(reply.Json.GetProperty("id").GetGuid(), "", reply.Json.GetProperty("secret").GetString()!);
    }

    /// <summary>
    /// A gigabyte to the first caller, straight into the socket: a web server goes on taking what nobody will get for a while after the
    /// connection is gone, and could not tell.
    /// </summary>
    /// <returns>How many bytes the connection took.</returns>
    private static async Task<long> ServeGigabyteAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync();
        await using var stream = client.GetStream();
        var request = new byte[64 * 1024];
        _ = await stream.ReadAsync(request);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {1L << 30}\r\n\r\n"));
        var chunk = new byte[1 << 20];
        chunk.AsSpan().Fill((byte)'x');
        long taken = 0;
        try
        {
            for (; taken < 1L << 30; taken += chunk.Length)
            {
                await stream.WriteAsync(chunk);
            }
        }
        catch (IOException)
        {
            // The other side has gone, which is what the test waits for.
        }

        return taken;
    }

    /// <summary>Half a header, and then nothing more until the other side goes.</summary>
    private static async Task ServeHalfAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                await using var stream = client.GetStream();
                await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nX-Slow: "));
                var buffer = new byte[4096];
                while (await stream.ReadAsync(buffer) > 0)
                {
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or IOException or ObjectDisposedException)
        {
        }
    }
}
