using System.Net;
using System.Net.Sockets;
using System.Text;
using ContentMultiplier.Publishing.Http;
using ContentMultiplier.Publishing.Tests.Support;

namespace ContentMultiplier.Publishing.Tests;

public sealed class WatermarkTests
{
    private static readonly byte[] Request = Encoding.ASCII.GetBytes("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");

    private readonly object _connection = new();

    [Test]
    public void The_last_byte_is_found_however_the_request_is_cut([Range(1, 60)] int size)
    {
        var watermark = Create();
        watermark.Expect(5);

        var last = Request.Chunk(size).Select(chunk => watermark.Advance(_connection, chunk)).ToList();

        Assert.That(last[^1], Is.True);
        Assert.That(last[..^1], Is.All.False);
    }

    [Test]
    public void A_request_without_a_body_ends_with_its_headers()
    {
        var watermark = Create();
        watermark.Expect(0);

        Assert.That(watermark.Advance(_connection, "POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n"u8), Is.True);
    }

    [Test]
    public void Another_connection_may_begin_again_until_the_last_byte()
    {
        var watermark = Create();
        watermark.Expect(5);
        watermark.Advance(_connection, Request.AsSpan(0, 30));

        Assert.That(watermark.Advance(new object(), Request), Is.True);
    }

    [Test]
    public void After_the_last_byte_nothing_is_written_again()
    {
        var watermark = Create();
        watermark.Expect(5);
        watermark.Advance(_connection, Request);
        watermark.Complete();

        Assert.That(() => watermark.Advance(new object(), Request), Throws.InstanceOf<IOException>());
        Assert.That(watermark.AllWritten, Is.True);
    }

    [Test]
    public void A_clear_no_opens_the_way_for_the_same_call()
    {
        var watermark = Create();
        watermark.Expect(5);
        watermark.Advance(_connection, Request);
        watermark.Complete();
        watermark.Refused();
        watermark.Expect(5);

        Assert.That(watermark.AllWritten, Is.False);
        Assert.That(watermark.Advance(_connection, Request), Is.True);
    }

    [Test]
    public void With_too_little_lease_left_not_one_byte_leaves()
    {
        var watermark = new Watermark(TimeProvider.System, TimeProvider.System.GetTimestamp() - 1);
        watermark.Expect(5);

        Assert.That(() => watermark.Advance(_connection, Request), Throws.InstanceOf<LeaseEndedException>());
        Assert.That(watermark.AllWritten, Is.False);
    }

    [Test]
    public async Task A_peer_that_stops_reading_gets_no_whole_request()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var resetting = ResetAfterAsync(listener, 1000);
        var watermark = Create();

        var sent = await SendAsync(listener, watermark, new byte[20_000_000]);
        await resetting;

        Assert.That(sent, Is.InstanceOf<HttpRequestException>());
        Assert.That(watermark.AllWritten, Is.False);
    }

    [Test]
    public async Task A_peer_that_reads_all_and_says_nothing_may_have_it()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var resetting = ResetAfterAsync(listener, int.MaxValue);
        var watermark = Create();

        var sent = await SendAsync(listener, watermark, new byte[1000]);
        await resetting;

        Assert.That(sent, Is.InstanceOf<HttpRequestException>());
        Assert.That(watermark.AllWritten, Is.True);
    }

    [Test]
    public async Task Requests_that_share_connections_keep_their_own_watermarks()
    {
        await using var platform = new PlatformStandIn();
        platform.Script = request => Task.FromResult(new StandInAnswer(request.Body.StartsWith("bad", StringComparison.Ordinal) ? 500 : 200));
        using var http = CreateClient();

        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(async number =>
        {
            var watermark = Create();
            Watermark.Current = watermark;
            watermark.Expect(number % 7 + 3);
            var body = (number % 2 == 0 ? "bad" : "all").PadRight(number % 7 + 3);
            using var answer = await http.PostAsync(platform.Address, new StringContent(body));
            return watermark.AllWritten;
        }));

        Assert.That(results, Is.All.True);
        Assert.That(platform.Requests, Has.Count.EqualTo(100));
    }

    private static Watermark Create() => new(TimeProvider.System, long.MaxValue);

    private static HttpClient CreateClient() => new(new SocketsHttpHandler
    {
        PlaintextStreamFilter = static (context, _) => new(new WatermarkStream(context.PlaintextStream)),
        MaxConnectionsPerServer = 4,
    });

    private static async Task<Exception?> SendAsync(TcpListener listener, Watermark watermark, byte[] body)
    {
        using var http = CreateClient();
        Watermark.Current = watermark;
        watermark.Expect(body.Length);
        try
        {
            using var answer = await http.PostAsync($"http://{listener.LocalEndpoint}/", new ByteArrayContent(body));
            return null;
        }
        catch (HttpRequestException exception)
        {
            return exception;
        }
    }

    private static async Task ResetAfterAsync(TcpListener listener, int bytes)
    {
        using var socket = await listener.AcceptSocketAsync();
        var buffer = new byte[1000];
        var request = new StringBuilder();
        while (request.Length < bytes && !request.ToString().Contains("\r\n\r\n" + new string('\0', 1000)))
        {
            request.Append(Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer)));
        }

        socket.LingerState = new LingerOption(enable: true, seconds: 0);
    }
}
