using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace ContentMultiplier.Sandbox.Tests;

/// <summary>What the platforms tell about posts.</summary>
internal sealed class MetricsTests
{
    private SandboxServer server = null!;

    [SetUp]
    public async Task StartAsync() => server = await SandboxServer.StartAsync();

    [TearDown]
    public async Task StopAsync() => await server.DisposeAsync();

    [Test]
    public async Task X_tells_the_numbers_that_were_set_and_some_of_them_to_the_author_alone()
    {
        var (author, reader) = (await server.SignInAsync("author"), await server.SignInAsync("reader"));
        var (first, second) = (await author.TweetForIdAsync("One"), await author.TweetForIdAsync("Two"));
        await SetAsync(new { platform = "twitter", id = second, metrics = new { like_count = 41, url_link_clicks = 9 } });
        var path = $"tweets?ids={first},{second},99&post.fields=public_metrics,non_public_metrics";

        var (mine, theirs) = (await author.GetAsync(path), await reader.GetAsync(path));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(mine.GetProperty("data").EnumerateArray().Select(LikesOf), Is.EqualTo(new[] { 12, 41 }));
            Assert.That(mine.GetProperty("data")[1].GetProperty("non_public_metrics").GetProperty("url_link_clicks").GetInt32(), Is.EqualTo(9));
            Assert.That(mine.GetProperty("errors").EnumerateArray().Select(TypeOf), Is.EqualTo(new[] { "resource-not-found" }));
            Assert.That(theirs.TryGetProperty("data", out _), Is.False);
            Assert.That(theirs.GetProperty("errors").EnumerateArray().Select(TypeOf), Is.EqualTo(new[] { "not-authorized-for-field", "not-authorized-for-field", "resource-not-found" }));
            Assert.That((await reader.GetAsync($"tweets?ids={first}&post.fields=public_metrics")).GetProperty("data").EnumerateArray().Select(LikesOf), Is.EqualTo(new[] { 12 }));
        }
    }

    [Test]
    public async Task Facebook_refuses_a_question_for_one_metric_in_it()
    {
        var user = (await server.ControlAsync("facebook/tokens", new { account = "shop" })).GetProperty("access_token").GetString()!;
        var page = (await CallAsync(HttpMethod.Get, "/facebook/v26.0/me/accounts", user)).GetProperty("data")[0];
        var token = page.GetProperty("access_token").GetString()!;
        var post = (await CallAsync(HttpMethod.Post, $"/facebook/v26.0/{page.GetProperty("id").GetString()}/feed?message=Hello", token)).GetProperty("id").GetString()!;
        await SetAsync(new { platform = "facebook", refused = new[] { "post_clicks" } });

        var counts = await CallAsync(HttpMethod.Get, $"/facebook/v26.0/{post}?fields=shares,reactions.limit(0).summary(true)", token);
        var insight = await CallAsync(HttpMethod.Get, $"/facebook/v26.0/{post}/insights?metric=post_media_view", token);
        var refused = await CallAsync(HttpMethod.Get, $"/facebook/v26.0/{post}/insights?metric=post_media_view,post_clicks", token, 400);
        await CallAsync(HttpMethod.Get, $"/facebook/v26.0/{post}/insights?metric=post_impressions", token, 400);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(counts.GetProperty("reactions").GetProperty("summary").GetProperty("total_count").GetInt32(), Is.EqualTo(14));
            Assert.That(counts.TryGetProperty("comments", out _), Is.False);
            Assert.That(insight.GetProperty("data")[0].GetProperty("values")[0].GetProperty("value").GetInt32(), Is.EqualTo(410));
            Assert.That(refused.GetProperty("error").GetProperty("code").GetInt32(), Is.EqualTo(100));
        }
    }

    private static int LikesOf(JsonElement post) => post.GetProperty("public_metrics").GetProperty("like_count").GetInt32();

    private static string TypeOf(JsonElement error) => error.GetProperty("type").GetString()!.Split('/')[^1];

    private async Task SetAsync(object numbers)
    {
        using var answer = await server.Client.PostAsJsonAsync("/_sandbox/metrics", numbers);
        Assert.That((int)answer.StatusCode, Is.EqualTo(204), await answer.Content.ReadAsStringAsync());
    }

    private async Task<JsonElement> CallAsync(HttpMethod method, string path, string token, int status = 200)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await server.Client.SendAsync(request);
        return await answer.ReadAsync(status);
    }
}
