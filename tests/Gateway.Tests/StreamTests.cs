using System.Net;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.Testing;
using Microsoft.AspNetCore.Http;

namespace ContentMultiplier.Gateway.Tests;

/// <summary>Answers without an end: passed on as they come, without a limit of time, and never longer than the caller may read.</summary>
public sealed class StreamTests
{
    private const string Path = "/api/publishing/events";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Test]
    public async Task What_is_written_arrives_at_once()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        var more = new TaskCompletionSource();
        gateway.Results.Answer = async context =>
        {
            await WriteAsync(context, "data: first\n\n");
            await more.Task;
            await WriteAsync(context, "data: second\n\n");
        };

        using var response = await gateway.GetAsync(Path);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var first = await reader.ReadLineAsync().WaitAsync(Patience);
        more.SetResult();
        await reader.ReadLineAsync().WaitAsync(Patience);
        var second = await reader.ReadLineAsync().WaitAsync(Patience);

        Assert.That((first, second), Is.EqualTo(("data: first", "data: second")));
    }

    [Test]
    public async Task The_time_of_a_request_is_no_limit()
    {
        await using var gateway = await GatewayUnderTest.StartAsync("--RequestLimits:Timeout=00:00:00.1");
        gateway.Posts.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        gateway.Results.Answer = async context =>
        {
            await WriteAsync(context, "data: first\n\n");

            // Until an ordinary request, sent later, has run into the limit.
            using var slow = await gateway.GetAsync("/api/posts");
            await WriteAsync(context, $"data: {(int)slow.StatusCode}\n\n");
        };

        using var response = await gateway.GetAsync(Path);

        Assert.That(await response.Content.ReadAsStringAsync().WaitAsync(Patience), Does.Contain("data: 504"));
    }

    [Test]
    public async Task It_ends_within_five_seconds_of_the_end_of_the_session()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.Results.Answer = FollowAsync;
        using var response = await gateway.GetAsync(Path);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        await reader.ReadLineAsync().WaitAsync(Patience);

        gateway.Known = _ => null;
        var end = ReadToEndAsync(reader);
        for (var second = 0; second < 5; second++)
        {
            var asked = gateway.Exchanges;
            gateway.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(end, SettleAsync(() => end.IsCompleted || gateway.Exchanges > asked));
        }

        await end.WaitAsync(Patience);
        using var again = await gateway.GetAsync(Path);
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task It_ends_when_the_caller_has_other_rights()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.Results.Answer = FollowAsync;
        using var response = await gateway.GetAsync(Path);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        await reader.ReadLineAsync().WaitAsync(Patience);

        gateway.Known = _ => GatewayUnderTest.UserWith(Policies.PostsWrite);
        var end = ReadToEndAsync(reader);
        await Eventually.BecomesTrueAsync(
            () =>
            {
                gateway.Clock.Advance(TimeSpan.FromSeconds(1));
                return end.IsCompleted;
            },
            Patience);
    }

    [Test]
    public async Task Streams_take_no_place_of_a_request_and_have_a_limit_of_their_own()
    {
        await using var gateway = await GatewayUnderTest.StartAsync("--RequestLimits:Concurrent=1", "--RequestLimits:Streams=2");
        gateway.Results.Answer = FollowAsync;
        using var first = await gateway.GetAsync(Path);
        using var second = await gateway.GetAsync(Path);

        using var third = await gateway.GetAsync(Path);
        using var request = await gateway.GetAsync("/api/posts");

        await third.ReadProblemAsync(HttpStatusCode.ServiceUnavailable, "busy");
        Assert.That(request.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    private static async Task FollowAsync(HttpContext context)
    {
        await WriteAsync(context, "data: first\n\n");
        await Task.Delay(Timeout.Infinite, context.RequestAborted);
    }

    private static async Task WriteAsync(HttpContext context, string text)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.ContentType = "text/event-stream";
        }

        await context.Response.WriteAsync(text);
        await context.Response.Body.FlushAsync();
    }

    /// <summary>Broken off or ended: either is the end.</summary>
    private static async Task ReadToEndAsync(StreamReader reader)
    {
        try
        {
            await reader.ReadToEndAsync();
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
        }
    }

    /// <summary>What a tick of the clock sets off has been done, or was nothing.</summary>
    private static async Task SettleAsync(Func<bool> done)
    {
        try
        {
            await Eventually.BecomesTrueAsync(done, TimeSpan.FromMilliseconds(500));
        }
        catch (TimeoutException)
        {
        }
    }
}
