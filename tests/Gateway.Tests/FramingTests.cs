using System.Net.Sockets;
using System.Text;

namespace ContentMultiplier.Gateway.Tests;

/// <summary>Requests that two servers could read differently are answered 400, and nothing after them on the connection is read.</summary>
public sealed class FramingTests
{
    private const string Smuggled = "GET /api/auth/smuggled HTTP/1.1\r\nHost: gateway\r\n\r\n";

    private GatewayUnderTest _gateway = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _gateway = await GatewayUnderTest.StartAsync("--RateLimits:Enabled=false");

    [OneTimeTearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    [TestCase("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", TestName = "Row_69_length_and_chunks")]
    [TestCase("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", TestName = "Row_69_chunks_and_length")]
    [TestCase("Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd", TestName = "Row_69_two_lengths")]
    [TestCase("Content-Length: 4, 5\r\n\r\nabcd", TestName = "Row_69_list_of_lengths")]
    [TestCase("Content-Length: -1\r\n\r\n", TestName = "Row_69_negative_length")]
    [TestCase("Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", TestName = "Row_69_compressed_transfer")]
    [TestCase("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", TestName = "Row_69_two_transfer_encodings")]
    [TestCase("Transfer-Encoding: identity\r\n\r\n", TestName = "Row_69_unknown_transfer_encoding")]
    [TestCase("Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", TestName = "Row_69_space_before_the_colon")]
    [TestCase("X-Folded: one\r\n two\r\nContent-Length: 0\r\n\r\n", TestName = "Row_69_folded_header")]
    [TestCase("X-Bare: one\nContent-Length: 0\r\n\r\n", TestName = "Row_69_bare_line_feed")]
    [TestCase("X-Null: a\0b\r\nContent-Length: 0\r\n\r\n", TestName = "Row_69_null_in_a_header")]
    [TestCase("Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n", TestName = "Row_69_chunk_size_that_is_no_number")]
    [TestCase("Transfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n", TestName = "Row_69_chunk_longer_than_its_size")]
    [TestCase("Transfer-Encoding: chunked\r\n\r\n3;x\nabc\r\n0\r\n\r\n", TestName = "Row_69_bare_line_feed_in_a_chunk_extension")]
    [TestCase("Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nabc\r\n0\r\n\r\n", TestName = "Row_69_chunk_size_that_overflows")]
    public async Task Row_69_ambiguous_request_is_refused_and_the_connection_closed(string headersAndBody)
    {
        var answer = await SendAsync("POST /api/auth/login HTTP/1.1\r\nHost: gateway\r\n" + headersAndBody + Smuggled);

        Assert.Multiple(() =>
        {
            Assert.That(answer, Does.StartWith("HTTP/1.1 400 "));
            Assert.That(answer.Split("HTTP/1.1 "), Has.Length.EqualTo(2), answer);
            Assert.That(_gateway.Auth.Requests.Select(request => request.Target), Has.None.Contains("smuggled"));
        });
    }

    [Test]
    public async Task Header_block_beyond_the_limit_is_refused()
    {
        var answer = await SendAsync($"GET /api/posts HTTP/1.1\r\nHost: gateway\r\nX-Long: {new string('a', 40_000)}\r\n\r\n");

        Assert.That(answer, Does.StartWith("HTTP/1.1 431 "));
    }

    private async Task<string> SendAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_gateway.Http.BaseAddress!.Host, _gateway.Http.BaseAddress.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));

        // Ends only when the other side closes.
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, deadline.Token);
        }
        catch (IOException)
        {
            // Closed with what we sent still unread: a reset, after the answer.
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }
}
