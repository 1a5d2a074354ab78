using System.Net.Http.Json;
using System.Text.Json;
using ContentMultiplier.Sandbox.Twitter;

namespace ContentMultiplier.Sandbox.Tests;

internal sealed class TwitterTests
{
    private SandboxServer server = null!;

    [SetUp]
    public async Task StartAsync() => server = await SandboxServer.StartAsync();

    [TearDown]
    public async Task StopAsync() => await server.DisposeAsync();

    [Test]
    public async Task A_thread_is_read_back_newest_first_with_its_parents()
    {
        var user = await server.SignInAsync("writer");
        var first = await user.TweetForIdAsync("One https://example.com/x & more");
        var second = await user.TweetForIdAsync("Two", first);

        var timeline = await user.GetAsync(
            $"users/{user.UserId}/tweets?max_results=5&tweet.fields=conversation_id,referenced_tweets,entities,in_reply_to_user_id");

        var posts = timeline.GetProperty("data").EnumerateArray().ToArray();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(posts.Select(post => post.GetProperty("id").GetString()), Is.EqualTo(new[] { second, first }));
            Assert.That(posts[0].GetProperty("conversation_id").GetString(), Is.EqualTo(first));
            Assert.That(posts[0].GetProperty("referenced_tweets")[0].GetProperty("id").GetString(), Is.EqualTo(first));
            Assert.That(posts[0].GetProperty("in_reply_to_user_id").GetString(), Is.EqualTo(user.UserId));
            Assert.That(posts[1].GetProperty("text").GetString(), Does.Contain("https://t.co/").And.Contain("&amp;"));
            Assert.That(
                posts[1].GetProperty("entities").GetProperty("urls")[0].GetProperty("expanded_url").GetString(), Is.EqualTo("https://example.com/x"));
        }
    }

    [Test]
    public async Task A_timeline_is_cut_into_pages_without_a_gap()
    {
        var user = await server.SignInAsync("writer");
        var ids = new List<string>();
        for (var number = 0; number < 12; number++)
        {
            ids.Insert(0, await user.TweetForIdAsync($"Number {number}"));
        }

        var read = new List<string>();
        for (var token = ""; token is not null;)
        {
            var page = await user.GetAsync($"users/{user.UserId}/tweets?max_results=5{token}");
            read.AddRange(page.GetProperty("data").EnumerateArray().Select(post => post.GetProperty("id").GetString()!));
            token = page.GetProperty("meta").TryGetProperty("next_token", out var next) ? $"&pagination_token={next}" : null;
        }

        Assert.That(read, Is.EqualTo(ids));
    }

    [Test]
    public async Task The_same_text_twice_is_refused_but_not_below_another_post_and_not_of_another_user()
    {
        var user = await server.SignInAsync("writer");
        var other = await server.SignInAsync("reader");
        var first = await user.TweetForIdAsync("Same");

        using var again = await user.TweetAsync("Same");
        using var below = await user.TweetAsync("Same", first);
        using var elsewhere = await other.TweetAsync("Same");

        using (Assert.EnterMultipleScope())
        {
            var problem = await again.ReadAsync(403);
            Assert.That(problem.GetProperty("detail").GetString(), Is.EqualTo("You are not allowed to create a Tweet with duplicate content."));
            Assert.That(again.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"));
            Assert.That((int)below.StatusCode, Is.EqualTo(201));
            Assert.That((int)elsewhere.StatusCode, Is.EqualTo(201));
            Assert.That(await server.CountAsync("platform=twitter"), Is.EqualTo(3));
        }
    }

    [Test]
    public async Task What_X_would_refuse_is_refused()
    {
        var user = await server.SignInAsync("writer");
        var other = await server.SignInAsync("reader");
        var foreign = await other.TweetForIdAsync("Somebody else's");
        using var tooLong = await user.TweetAsync(new string('a', 281));
        using var wide = await user.TweetAsync(new string('字', 141));
        using var empty = await user.TweetAsync(" ");
        using var unknown = await user.SendAsync(HttpMethod.Post, "tweets", new { text = "x", status = "y" });
        using var orphan = await user.TweetAsync("x", "123");
        using var uninvited = await user.TweetAsync("x", foreign);
        using var stranger = await (user with { AccessToken = "nobody" }).TweetAsync("x");
        using var fits = await user.TweetAsync(new string('a', 256) + " https://example.com/" + new string('b', 200));

        var statuses = new[] { tooLong, wide, empty, unknown, orphan, uninvited, stranger, fits }.Select(answer => (int)answer.StatusCode);
        Assert.That(statuses, Is.EqualTo(new[] { 403, 403, 400, 400, 403, 403, 401, 201 }));
    }

    [Test]
    public async Task A_limit_is_kept_and_told()
    {
        await server.ControlAsync("settings", new { rate_limits = new { twitter = new { requests = 1, seconds = 60 } } });
        var user = await server.SignInAsync("writer");
        using var allowed = await user.TweetAsync("One");
        using var refused = await user.TweetAsync("Two");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)allowed.StatusCode, Is.EqualTo(201));
            Assert.That((int)refused.StatusCode, Is.EqualTo(429));
            Assert.That(refused.Headers.GetValues("x-rate-limit-remaining"), Is.EqualTo(new[] { "0" }));
            Assert.That(refused.Headers.Contains("x-rate-limit-reset"), Is.True);
        }
    }

    [Test]
    public async Task An_access_token_ends_with_its_time_and_with_its_revocation()
    {
        var user = await server.SignInAsync("writer");
        await server.ControlAsync("settings", new { access_token_seconds = 0 });
        var late = await server.SignInAsync("writer");
        await late.GetAsync("users/me", 401);
        await user.GetAsync("users/me");
        using var revoked = await server.Client.DeleteAsync("/_sandbox/twitter/tokens?handle=writer");
        await user.GetAsync("users/me", 401);
    }

    [TestCase("hello", 5)]
    [TestCase("https://example.com/very/long/path/that/goes/on/and/on", 23)]
    [TestCase("👨‍👩‍👧‍👦", 2)]
    [TestCase("日本", 4)]
    public void Texts_weigh_what_they_weigh_on_X(string text, int weight) => Assert.That(TweetText.Weigh(text), Is.EqualTo(weight));
}
