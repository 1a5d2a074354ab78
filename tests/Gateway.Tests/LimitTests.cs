using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Gateway.Tests;

public sealed class LimitTests
{
    private const int ElevenMegabytes = 11 * 1024 * 1024;

    [TestCase(false)]
    [TestCase(true)]
    public async Task Row_70_body_over_ten_megabytes_is_refused_with_the_limit_named(bool chunked)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/posts") { Content = new ByteArrayContent(new byte[ElevenMegabytes]) };
        request.Headers.TransferEncodingChunked = chunked;

        using var response = await gateway.SendAsync(request);

        var problem = await response.ReadProblemAsync(HttpStatusCode.RequestEntityTooLarge, "body_too_large");
        Assert.Multiple(() =>
        {
            Assert.That(problem.GetProperty("detail").GetString(), Does.Contain("10485760"));
            Assert.That(gateway.Posts.Requests, Is.Empty);
        });
    }

    [TestCase("Content-Length: 67108864\r\n\r\n", "")]
    [TestCase("Transfer-Encoding: chunked\r\n\r\n4000000\r\n", "\r\n0\r\n\r\n")]
    public async Task Row_70_who_is_still_writing_gets_the_answer_and_no_reset(string before, string after)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(gateway.Http.BaseAddress!.Host, gateway.Http.BaseAddress.Port);
        await using var stream = client.GetStream();

        // More than the buffers between the two hold, so that it is still on its way when the limit is passed.
        await stream.WriteAsync(Encoding.Latin1.GetBytes("POST /api/auth/login HTTP/1.1\r\nHost: gateway\r\n" + before));
        await stream.WriteAsync(new byte[64 * 1024 * 1024]);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(after));
        using var answer = new StreamReader(stream, Encoding.Latin1);

        Assert.That(await answer.ReadLineAsync(), Is.EqualTo("HTTP/1.1 413 Payload Too Large"));
    }

    [Test]
    public async Task Body_within_the_limit_arrives_whole()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        var text = new string('a', 10 * 1024 * 1024);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/posts") { Content = new StringContent(text) };

        using var response = await gateway.SendAsync(request);

        Assert.Multiple(() =>
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(gateway.Posts.Requests.Single().Body, Has.Length.EqualTo(text.Length));
        });
    }

    [Test]
    public async Task Every_answer_says_what_is_left_and_the_last_when_to_come_back()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(
            "--RateLimits:Default:Permits=1", "--RateLimits:Default:Window=00:01:00", "--RateLimits:Default:Burst=2");

        using var first = await gateway.GetAsync("/api/posts");
        using var second = await gateway.GetAsync("/api/posts");
        using var third = await gateway.GetAsync("/api/posts");

        await third.ReadProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.Multiple(() =>
        {
            Assert.That(Number(first, "RateLimit-Limit"), Is.EqualTo(2));
            Assert.That(Number(first, "RateLimit-Remaining"), Is.EqualTo(1));
            Assert.That(Number(second, "RateLimit-Remaining"), Is.Zero);
            Assert.That(Number(third, "RateLimit-Remaining"), Is.Zero);
            Assert.That(Number(third, "RateLimit-Reset"), Is.EqualTo(120));
            Assert.That(third.Headers.RetryAfter!.Delta, Is.EqualTo(TimeSpan.FromSeconds(60)));
            Assert.That(gateway.Posts.Requests, Has.Count.EqualTo(2));
        });
    }

    [Test]
    public async Task One_caller_does_not_use_up_what_another_has()
    {
        await using var gateway = await GatewayUnderTest.StartAsync("--RateLimits:Publish:Burst=1", "--RateLimits:Publish:Window=00:01:00", "--RateLimits:Publish:Permits=1");
        gateway.Known = question => GatewayUnderTest.UserWith("publish", "read") with { ApiKeyId = new Guid(question.Credential) };
        var (one, other) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString());

        using var first = await gateway.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/publishing/publish"), one);
        using var again = await gateway.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/publishing/publish"), one);
        using var reading = await gateway.GetAsync("/api/posts", one);
        using var another = await gateway.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/publishing/publish"), other);

        Assert.Multiple(() =>
        {
            Assert.That(first.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
            Assert.That(reading.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(another.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        });
    }

    [Test]
    public async Task Row_68_sign_ins_are_counted_by_address()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();

        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 31; i++)
        {
            using var response = await gateway.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/auth/login"), credential: null);
            statuses.Add(response.StatusCode);
        }

        Assert.Multiple(() =>
        {
            Assert.That(statuses.Take(30), Is.All.EqualTo(HttpStatusCode.OK));
            Assert.That(statuses[30], Is.EqualTo(HttpStatusCode.TooManyRequests));
        });
    }

    [Test]
    public async Task Guessing_keys_is_slowed_by_address()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(
            "--RateLimits:Credentials:Permits=1", "--RateLimits:Credentials:Window=00:01:00", "--RateLimits:Credentials:Burst=2");
        gateway.Known = _ => null;

        using var first = await gateway.GetAsync("/api/posts", "guess-1");
        using var second = await gateway.GetAsync("/api/posts", "guess-2");
        using var third = await gateway.GetAsync("/api/posts", "guess-3");

        Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        await third.ReadProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.That(gateway.Exchanges, Is.EqualTo(2));
    }

    [Test]
    public async Task Looking_a_good_key_up_anew_is_no_guess()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(
            "--RateLimits:Credentials:Permits=1", "--RateLimits:Credentials:Window=10:00:00", "--RateLimits:Credentials:Burst=1");

        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 3; i++)
        {
            using var answer = await gateway.GetAsync("/api/posts");
            statuses.Add(answer.StatusCode);
            gateway.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.That(statuses, Has.All.EqualTo(HttpStatusCode.OK));
        Assert.That(gateway.Exchanges, Is.EqualTo(3));
    }

    [Test]
    public async Task Limits_can_be_switched_off()
    {
        await using var gateway = await GatewayUnderTest.StartAsync("--RateLimits:Enabled=false", "--RateLimits:Default:Burst=1", "--RateLimits:Default:Permits=1");

        using var first = await gateway.GetAsync("/api/posts");
        using var second = await gateway.GetAsync("/api/posts");

        Assert.Multiple(() =>
        {
            Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(second.Headers.Contains("RateLimit-Limit"), Is.False);
        });
    }

    [Test]
    public async Task Requests_beyond_those_that_fit_at_once_are_turned_away()
    {
        await using var gateway = await GatewayUnderTest.StartAsync("--RequestLimits:Concurrent=1");
        var (arrived, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        gateway.Posts.Answer = async _ =>
        {
            arrived.SetResult();
            await release.Task;
        };

        var slow = gateway.GetAsync("/api/posts");
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(60));
        using var turnedAway = await gateway.GetAsync("/api/posts");
        using var live = await gateway.GetAsync("/health/live", credential: null);
        release.SetResult();
        using var served = await slow;

        await turnedAway.ReadProblemAsync(HttpStatusCode.ServiceUnavailable, "busy");
        Assert.Multiple(() =>
        {
            Assert.That(turnedAway.Headers.RetryAfter, Is.Not.Null);
            Assert.That(live.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(served.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        });
    }

    [Test]
    public async Task Request_that_takes_too_long_is_given_up()
    {
        await using var gateway = await GatewayUnderTest.StartAsync("--RequestLimits:Timeout=00:00:01");

        // The first request takes long by itself, and may have to ask who it is.
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                using var answer = await gateway.GetAsync("/api/posts");
                return answer.StatusCode == HttpStatusCode.OK;
            },
            TimeSpan.FromSeconds(60));
        gateway.Posts.Answer = context => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);

        using var response = await gateway.GetAsync("/api/posts");

        await response.ReadProblemAsync(HttpStatusCode.GatewayTimeout, "gateway_timeout");
    }

    private static int Number(HttpResponseMessage response, string header) =>
        int.Parse(response.Headers.GetValues(header).Single(), CultureInfo.InvariantCulture);
}
