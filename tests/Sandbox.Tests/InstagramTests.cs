using System.Net.Http.Headers;
using System.Text.Json;
using ContentMultiplier.Sandbox.Instagram;

namespace ContentMultiplier.Sandbox.Tests;

internal sealed class InstagramTests
{
    private const string Picture = "https://files.example/one.jpg";

    private SandboxServer server = null!;

    [SetUp]
    public async Task StartAsync() => server = await SandboxServer.StartAsync();

    [TearDown]
    public async Task StopAsync() => await server.DisposeAsync();

    [Test]
    public async Task A_token_is_traded_for_a_long_lived_one_and_that_one_for_the_next()
    {
        var (_, token) = await SignInAsync("shop");

        var traded = await GetAsync($"access_token?grant_type=ig_exchange_token&client_secret=s&access_token={token}", token);
        var renewed = await GetAsync($"refresh_access_token?grant_type=ig_refresh_token&access_token={traded.GetProperty("access_token")}", token);

        Assert.That((await GetAsync("v26.0/me?fields=user_id,username", renewed.GetProperty("access_token").GetString()!)).GetProperty("username").GetString(), Is.EqualTo("shop"));
    }

    [Test]
    public async Task A_picture_is_published_once_and_read_back()
    {
        var (user, token) = await SignInAsync("shop");
        var container = await ContainerAsync(user, token, ("image_url", Picture), ("caption", "Hello"));

        var before = (await GetAsync($"v26.0/{container}?fields=status_code", token)).GetProperty("status_code").GetString();
        var media = (await PublishAsync(user, token, container)).GetProperty("id").GetString();
        var after = (await GetAsync($"v26.0/{container}?fields=status_code", token)).GetProperty("status_code").GetString();
        var again = await CodeOfAsync($"{user}/media_publish", token, ("creation_id", container));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(new[] { before, after }, Is.EqualTo(new[] { "FINISHED", "PUBLISHED" }));
            Assert.That(again, Is.EqualTo((24, 2207008)));
            Assert.That((await GetAsync($"v26.0/{user}/media", token)).GetProperty("data")[0].GetProperty("id").GetString(), Is.EqualTo(media));
            Assert.That((await GetAsync($"v26.0/{media}?fields=permalink", token)).GetProperty("permalink").GetString(), Does.StartWith("https://www.instagram.com/p/"));
            Assert.That((await GetAsync($"v26.0/{user}/content_publishing_limit", token)).GetProperty("data")[0].GetProperty("quota_usage").GetInt32(), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task A_comment_hangs_under_its_post_and_is_no_post()
    {
        var (user, token) = await SignInAsync("shop");
        var media = (await PublishAsync(user, token, await ContainerAsync(user, token, ("image_url", Picture)))).GetProperty("id").GetString();

        using var commented = await PostAsync($"{media}/comments", token, ("message", "A comment"));

        var listed = (await GetAsync($"v26.0/{media}/comments?fields=id,text,username", token)).GetProperty("data")[0];
        using (Assert.EnterMultipleScope())
        {
            Assert.That((await commented.ReadAsync(200)).GetProperty("id").GetString(), Is.EqualTo(listed.GetProperty("id").GetString()));
            Assert.That((listed.GetProperty("text").GetString(), listed.GetProperty("username").GetString()), Is.EqualTo(("A comment", "shop")));
            Assert.That((await GetAsync($"v26.0/{user}/media", token)).GetProperty("data").GetArrayLength(), Is.EqualTo(1));
            Assert.That(await CodeOfAsync("1/comments", token, ("message", "x")), Is.EqualTo((100, 33)));
        }
    }

    [Test]
    public async Task A_reel_is_not_ready_at_once()
    {
        var (user, token) = await SignInAsync("shop");
        var container = await ContainerAsync(user, token, ("video_url", "https://files.example/clip.mp4"), ("media_type", "REELS"));

        var early = await CodeOfAsync($"{user}/media_publish", token, ("creation_id", container));
        await GetAsync($"v26.0/{container}", token);
        await GetAsync($"v26.0/{container}", token);

        Assert.That(early, Is.EqualTo((9007, 2207027)));
        Assert.That((await PublishAsync(user, token, container)).GetProperty("id").GetString(), Is.Not.Empty);
    }

    [Test]
    public async Task A_carousel_is_made_of_items_and_a_story_is_listed_by_itself()
    {
        var (user, token) = await SignInAsync("shop");
        var one = await ContainerAsync(user, token, ("image_url", Picture), ("is_carousel_item", "true"));
        var two = await ContainerAsync(user, token, ("image_url", Picture), ("is_carousel_item", "true"));
        var story = await ContainerAsync(user, token, ("image_url", Picture), ("media_type", "STORIES"));
        await PublishAsync(user, token, story);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await CodeOfAsync($"{user}/media", token, ("media_type", "CAROUSEL"), ("children", one)), Is.EqualTo((100, 2207028)));
            Assert.That((await CodeOfAsync($"{user}/media", token, ("media_type", "CAROUSEL"), ("children", $"{one},{story}"))).Code, Is.EqualTo(100));
            Assert.That(await ContainerAsync(user, token, ("media_type", "CAROUSEL"), ("children", $"{one},{two}")), Is.Not.Empty);
            Assert.That((await GetAsync($"v26.0/{user}/media", token)).GetProperty("data").GetArrayLength(), Is.Zero);
            Assert.That((await GetAsync($"v26.0/{user}/stories", token)).GetProperty("data").GetArrayLength(), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task What_Instagram_would_refuse_is_refused()
    {
        var (user, token) = await SignInAsync("shop");
        var (stranger, _) = await SignInAsync("other");
        var item = await ContainerAsync(user, token, ("image_url", Picture), ("is_carousel_item", "true"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await CodeOfAsync($"{user}/media", token, ("image_url", "nowhere")), Is.EqualTo((9004, 2207052)));
            Assert.That(await CodeOfAsync($"{user}/media", token, ("image_url", "https://files.example/one.png")), Is.EqualTo((36001, 2207005)));
            Assert.That(await CodeOfAsync($"{user}/media", token, ("image_url", Picture), ("caption", new string('a', 2201))), Is.EqualTo((36004, 2207010)));
            Assert.That(await CodeOfAsync($"{user}/media", token, ("video_url", "https://files.example/a.mp4"), ("media_type", "VIDEO")), Is.EqualTo((100, 2207067)));
            Assert.That(await CodeOfAsync($"{user}/media", token, ("caption", "only words")), Is.EqualTo((100, 2207023)));
            Assert.That(await CodeOfAsync($"{stranger}/media", token, ("image_url", Picture)), Is.EqualTo((100, 33)));
            Assert.That((await CodeOfAsync($"{user}/media", "nobody", ("image_url", Picture))).Code, Is.EqualTo(190));
            Assert.That(await CodeOfAsync($"{user}/media_publish", token, ("creation_id", "123")), Is.EqualTo((24, 2207008)));
            Assert.That(await CodeOfAsync($"{user}/media_publish", token, ("creation_id", item)), Is.EqualTo((24, 2207008)));
            Assert.That(await server.CountAsync("platform=instagram"), Is.Zero);
        }
    }

    [Test]
    public void A_container_is_dead_after_a_day()
    {
        var made = TimeProvider.System.GetUtcNow();
        var container = new InstagramContainer("1", "2", "IMAGE", "", isVideo: false, isItem: false, made);

        Assert.That(container.StateAt(made.AddHours(23)), Is.EqualTo("FINISHED"));
        Assert.That(container.StateAt(made.AddHours(25)), Is.EqualTo("EXPIRED"));
    }

    private async Task<(string User, string Token)> SignInAsync(string account)
    {
        var token = (await server.ControlAsync("instagram/tokens", new { account })).GetProperty("access_token").GetString()!;
        return ((await GetAsync("v26.0/me", token)).GetProperty("user_id").GetString()!, token);
    }

    private async Task<string> ContainerAsync(string user, string token, params (string Name, string Value)[] fields)
    {
        using var answer = await PostAsync($"{user}/media", token, fields);
        return (await answer.ReadAsync(200)).GetProperty("id").GetString()!;
    }

    private async Task<JsonElement> PublishAsync(string user, string token, string container)
    {
        using var answer = await PostAsync($"{user}/media_publish", token, ("creation_id", container));
        return await answer.ReadAsync(200);
    }

    private async Task<(int Code, int Subcode)> CodeOfAsync(string path, string token, params (string Name, string Value)[] fields)
    {
        using var answer = await PostAsync(path, token, fields);
        var error = JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("error");
        return (error.GetProperty("code").GetInt32(), error.TryGetProperty("error_subcode", out var subcode) ? subcode.GetInt32() : 0);
    }

    private async Task<JsonElement> GetAsync(string path, string token)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, token, content: null);
        return await answer.ReadAsync(200);
    }

    private Task<HttpResponseMessage> PostAsync(string path, string token, params (string Name, string Value)[] fields) =>
        SendAsync(HttpMethod.Post, "v26.0/" + path, token, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string token, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, "/instagram/" + path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await server.Client.SendAsync(request);
    }
}
