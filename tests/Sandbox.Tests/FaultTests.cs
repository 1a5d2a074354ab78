using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace ContentMultiplier.Sandbox.Tests;

internal sealed class FaultTests
{
    private SandboxServer server = null!;
    private TwitterUser user = null!;

    [SetUp]
    public async Task StartAsync()
    {
        server = await SandboxServer.StartAsync();
        user = await server.SignInAsync("writer");
    }

    [TearDown]
    public async Task StopAsync() => await server.DisposeAsync();

    [TestCase("reset_before", 0)]
    [TestCase("reset_after_accept", 1)]
    public async Task A_reset_breaks_the_connection(string kind, int created)
    {
        await AddAsync(new { platform = "twitter", kind });
        await Assert.ThrowsAsync<HttpRequestException>(() => user.TweetAsync("x"));
        Assert.That(await server.CountAsync(), Is.EqualTo(created));
        using var next = await user.TweetAsync("y");
        Assert.That((int)next.StatusCode, Is.EqualTo(201), "one call was asked for");
    }

    [Test]
    public async Task A_lost_answer_is_a_post_that_nobody_hears_of()
    {
        await AddAsync(new { platform = "discord", kind = "lost_answer" });
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        await Assert.CatchAsync<OperationCanceledException>(() => server.Client.PostAsJsonAsync(
            SandboxServer.DiscordPath + "?wait=true", new { content = "x" }, patience.Token));
        Assert.That(await server.CountAsync("platform=discord"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_delay_only_takes_time()
    {
        await AddAsync(new { platform = "twitter", kind = "delay", milliseconds = 300 });
        var watch = Stopwatch.StartNew();
        await user.TweetForIdAsync("x");
        Assert.That(watch.ElapsedMilliseconds, Is.GreaterThanOrEqualTo(290));
    }

    [Test]
    public async Task A_status_has_the_platforms_shape_and_creates_nothing()
    {
        await AddAsync(new { platform = "twitter", kind = "status", status = 503 });
        await AddAsync(new { platform = "discord", kind = "status", status = 404 });
        using var x = await user.TweetAsync("x");
        using var discord = await server.SendToDiscordAsync(new { content = "x" });
        using (Assert.EnterMultipleScope())
        {
            Assert.That((await x.ReadAsync(503)).GetProperty("title").GetString(), Is.EqualTo("Service Unavailable"));
            Assert.That((await discord.ReadAsync(404)).GetProperty("code").GetInt32(), Is.EqualTo(10015));
            Assert.That(await server.CountAsync(), Is.Zero);
        }
    }

    [Test]
    public async Task A_status_can_lie_about_a_post_that_exists()
    {
        await AddAsync(new { platform = "twitter", kind = "status", status = 500, accepted = true });
        using var answer = await user.TweetAsync("x");
        Assert.That((int)answer.StatusCode, Is.EqualTo(500));
        Assert.That(await server.CountAsync(), Is.EqualTo(1));
    }

    [TestCase("twitter")]
    [TestCase("discord")]
    public async Task A_rate_limit_says_when_to_come_back(string platform)
    {
        await AddAsync(new { platform, kind = "rate_limit", retry_after = 7, times = 1 });
        using var answer = platform == "twitter" ? await user.TweetAsync("x") : await server.SendToDiscordAsync(new { content = "x" });
        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)answer.StatusCode, Is.EqualTo(429));
            Assert.That(answer.Headers.GetValues("Retry-After"), Is.EqualTo(new[] { "7" }));
            Assert.That(await server.CountAsync(), Is.Zero);
        }
    }

    [Test]
    public async Task Garbage_hides_a_post()
    {
        await AddAsync(new { platform = "twitter", kind = "garbage" });
        using var answer = await user.TweetAsync("x");
        var text = await answer.Content.ReadAsStringAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)answer.StatusCode, Is.EqualTo(200));
            Assert.That(() => JsonElement.Parse(text), Throws.InstanceOf<JsonException>());
            Assert.That(await server.CountAsync(), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task A_slow_body_comes_byte_by_byte()
    {
        await AddAsync(new { platform = "discord", kind = "slow_body", milliseconds = 1 });
        var watch = Stopwatch.StartNew();
        using var answer = await server.SendToDiscordAsync(new { content = "x" });
        var body = await answer.ReadAsync(200);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(body.GetProperty("content").GetString(), Is.EqualTo("x"));
            Assert.That(watch.ElapsedMilliseconds, Is.GreaterThan(300));
            Assert.That(await server.CountAsync(), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task A_fault_hits_its_account_its_path_and_its_number_of_calls()
    {
        var other = await server.SignInAsync("reader");
        await AddAsync(new { platform = "twitter", kind = "status", status = 500, times = 2, account = "reader" });
        await AddAsync(new { platform = "twitter", kind = "status", status = 502, times = -1, path = "/2/users/me" });

        await user.TweetForIdAsync("not mine");
        using var first = await other.TweetAsync("a");
        using var second = await other.TweetAsync("b");
        await other.TweetForIdAsync("c");
        await user.GetAsync("users/me", 502);
        await user.GetAsync("users/me", 502);
        using var cleared = await server.Client.DeleteAsync("/_sandbox/faults");
        await user.GetAsync("users/me");

        Assert.That(new[] { (int)first.StatusCode, (int)second.StatusCode }, Is.EqualTo(new[] { 500, 500 }));
    }

    [Test]
    public async Task A_call_that_was_refused_anyway_does_not_use_up_the_fault()
    {
        await AddAsync(new { platform = "twitter", kind = "reset_after_accept" });
        using var refused = await user.TweetAsync("");
        Assert.That((int)refused.StatusCode, Is.EqualTo(400));
        await Assert.ThrowsAsync<HttpRequestException>(() => user.TweetAsync("x"));
    }

    [TestCase("{\"platform\":\"nowhere\",\"kind\":\"delay\"}")]
    [TestCase("{\"platform\":\"twitter\",\"kind\":\"explode\"}")]
    [TestCase("{\"platform\":\"twitter\",\"kind\":\"status\"}")]
    [TestCase("{\"platform\":\"twitter\",\"kind\":\"delay\"}")]
    [TestCase("{\"platform\":\"twitter\",\"kind\":\"rate_limit\",\"retry_after\":\"a\\nb\"}")]
    [TestCase("{\"platform\":\"twitter\",\"kind\":\"garbage\",\"times\":0}")]
    public async Task A_fault_that_means_nothing_is_refused(string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await server.Client.PostAsync("/_sandbox/faults", content);
        await answer.ReadAsync(400);
    }

    private Task<JsonElement> AddAsync(object fault) => server.ControlAsync("faults", fault);
}
