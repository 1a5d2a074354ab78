using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace ContentMultiplier.Sandbox.Tests;

internal sealed class FacebookTests
{
    private const string Graph = "/facebook/v26.0/";

    private SandboxServer server = null!;

    [SetUp]
    public async Task StartAsync() => server = await SandboxServer.StartAsync();

    [TearDown]
    public async Task StopAsync() => await server.DisposeAsync();

    [Test]
    public async Task A_long_lived_token_opens_pages_with_tokens_of_their_own()
    {
        var user = await UserAsync("sandbox_news");
        var exchanged = await GetAsync($"oauth/access_token?grant_type=fb_exchange_token&client_id=app&client_secret=s&fb_exchange_token={user}", user);

        var pages = (await GetAsync("me/accounts?fields=id,name,access_token,tasks", exchanged.GetProperty("access_token").GetString()!)).GetProperty("data");

        Assert.That(pages.GetArrayLength(), Is.EqualTo(2));
        Assert.That((await ErrorAsync(await PostAsync($"{pages[0].GetProperty("id")}/feed", user, ("message", "as the user")))).Code, Is.EqualTo(200));
    }

    [Test]
    public async Task A_post_is_read_back_with_its_photos()
    {
        var (page, token) = await PageAsync("shop");
        var photo = await PhotoAsync(page, token);
        using var created = await PostAsync($"{page}/feed?fields=id,permalink_url", token, ("message", "Look"), ("attached_media[0]", $$"""{"media_fbid":"{{photo}}"}"""));
        var id = (await created.ReadAsync(200)).GetProperty("id").GetString();

        var found = (await GetAsync($"{page}/published_posts?fields=id,message,attachments&limit=25", token)).GetProperty("data")[0];

        Assert.That(found.GetProperty("id").GetString(), Is.EqualTo(id));
        Assert.That(found.GetProperty("attachments").GetProperty("data")[0].GetProperty("target").GetProperty("id").GetString(), Is.EqualTo(photo));
    }

    [Test]
    public async Task What_Facebook_would_refuse_is_refused()
    {
        var (page, token) = await PageAsync("shop");
        using var first = await PostAsync($"{page}/feed", token, ("message", "Same"));
        var soon = TimeProvider.System.GetUtcNow().AddMinutes(2).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)first.StatusCode, Is.EqualTo(200));
            Assert.That(await ErrorAsync(await PostAsync($"{page}/feed", token, ("message", "Same"))), Is.EqualTo((506, 1455006)));
            Assert.That((await ErrorAsync(await PostAsync($"{page}/feed", token))).Code, Is.EqualTo(100));
            Assert.That((await ErrorAsync(await PostAsync($"{page}/feed", token, ("message", new string('a', 63_207))))).Code, Is.EqualTo(100));
            Assert.That(
                await ErrorAsync(await PostAsync($"{page}/feed", token, ("message", "x"), ("published", "false"), ("scheduled_publish_time", soon))),
                Is.EqualTo((100, 1363032)));
            Assert.That((await ErrorAsync(await PostAsync($"{page}/feed", token, ("message", "x"), ("link", "nowhere")))).Code, Is.EqualTo(1609005));
            Assert.That((await ErrorAsync(await PostAsync($"{page}/feed", token, ("attached_media[0]", """{"media_fbid":"1"}""")))).Code, Is.EqualTo(100));
            Assert.That((await ErrorAsync(await PostAsync("123/feed", token, ("message", "x")))), Is.EqualTo((100, 33)));
            Assert.That((await ErrorAsync(await PostAsync($"{page}/feed", "nobody", ("message", "x")))).Code, Is.EqualTo(190));
            Assert.That(await server.CountAsync("platform=facebook"), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task A_story_shows_a_photo_that_was_not_shown_before_and_is_listed_apart()
    {
        var (page, token) = await PageAsync("shop");
        var photo = await PhotoAsync(page, token);
        using var created = await PostAsync($"{page}/photo_stories", token, ("photo_id", photo));
        var id = (await created.ReadAsync(200)).GetProperty("post_id").GetInt64();

        var story = (await GetAsync($"{page}/stories?status=PUBLISHED", token)).GetProperty("data")[0];

        using (Assert.EnterMultipleScope())
        {
            Assert.That(story.GetProperty("post_id").GetString(), Is.EqualTo(id.ToString(CultureInfo.InvariantCulture)));
            Assert.That(story.GetProperty("media_id").GetString(), Is.EqualTo(photo));
            Assert.That((await GetAsync($"{page}/published_posts", token)).GetProperty("data").GetArrayLength(), Is.Zero);
            Assert.That((await ErrorAsync(await PostAsync($"{page}/photo_stories", token, ("photo_id", photo)))).Code, Is.EqualTo(100));
        }
    }

    [Test]
    public async Task A_fault_hits_what_is_posted_to_the_end_of_a_path_and_no_reads()
    {
        var (page, token) = await PageAsync("shop");
        await server.Client.PostAsJsonAsync("/_sandbox/faults", new { platform = "facebook", kind = "status", status = 403, path = "*/comments" });
        using var created = await PostAsync($"{page}/feed", token, ("message", "A post"));
        var post = (await created.ReadAsync(200)).GetProperty("id").GetString();

        var listed = (await GetAsync($"{post}/comments", token)).GetProperty("data").GetArrayLength();
        using var refused = await PostAsync($"{post}/comments", token, ("message", "A comment"));
        using var taken = await PostAsync($"{post}/comments", token, ("message", "A comment"));

        Assert.That((listed, (int)refused.StatusCode, (int)taken.StatusCode), Is.EqualTo((0, 403, 200)));
    }

    [Test]
    public async Task A_comment_hangs_under_its_post_and_is_no_post()
    {
        var (page, token) = await PageAsync("shop");
        using var created = await PostAsync($"{page}/feed", token, ("message", "A post"));
        var post = (await created.ReadAsync(200)).GetProperty("id").GetString();

        using var commented = await PostAsync($"{post}/comments", token, ("message", "A comment"));

        var listed = (await GetAsync($"{post}/comments?fields=id,message,from", token)).GetProperty("data")[0];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(listed.GetProperty("id").GetString(), Is.EqualTo((await commented.ReadAsync(200)).GetProperty("id").GetString()));
            Assert.That(listed.GetProperty("message").GetString(), Is.EqualTo("A comment"));
            Assert.That(listed.GetProperty("from").GetProperty("id").GetString(), Is.EqualTo(page));
            Assert.That((await GetAsync($"{page}/published_posts", token)).GetProperty("data").GetArrayLength(), Is.EqualTo(1));
            Assert.That((await ErrorAsync(await PostAsync($"{post}/comments", token))).Code, Is.EqualTo(100));
            Assert.That((await ErrorAsync(await PostAsync("1_1/comments", token, ("message", "x")))), Is.EqualTo((100, 33)));
        }
    }

    [Test]
    public async Task A_draft_is_kept_and_not_listed()
    {
        var (page, token) = await PageAsync("shop");
        using var created = await PostAsync($"{page}/feed", token, ("message", "Later"), ("published", "false"), ("unpublished_content_type", "DRAFT"));

        Assert.That((int)created.StatusCode, Is.EqualTo(200));
        Assert.That((await GetAsync($"{page}/published_posts", token)).GetProperty("data").GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task A_video_comes_in_the_parts_that_are_asked_for()
    {
        var (page, token) = await PageAsync("shop");
        var videos = $"/facebook/video-host/v26.0/{page}/videos";
        const int Size = (1024 * 1024) + 5;
        var begun = await (await PartsAsync(videos, token, null, ("upload_phase", "start"), ("file_size", $"{Size}"))).ReadAsync(200);
        var session = begun.GetProperty("upload_session_id").GetString()!;
        var video = begun.GetProperty("video_id").GetString()!;
        (string, string)[] Transfer(int offset) => [("upload_phase", "transfer"), ("upload_session_id", session), ("start_offset", $"{offset}")];

        using var wrong = await PartsAsync(videos, token, new byte[5], Transfer(7));
        using var early = await PartsAsync(videos, token, null, ("upload_phase", "finish"), ("upload_session_id", session));
        using var one = await PartsAsync(videos, token, new byte[1024 * 1024], Transfer(0));
        using var two = await PartsAsync(videos, token, new byte[5], Transfer(1024 * 1024));
        using var done = await PartsAsync(videos, token, null, ("upload_phase", "finish"), ("upload_session_id", session), ("description", "Watch"));
        var first = await GetAsync($"{video}?fields=status", token);
        var second = await GetAsync($"{video}?fields=status", token);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(new[] { wrong, early, one, two, done }.Select(answer => (int)answer.StatusCode), Is.EqualTo(new[] { 400, 400, 200, 200, 200 }));
            Assert.That(first.GetProperty("status").GetProperty("video_status").GetString(), Is.EqualTo("processing"));
            Assert.That(second.GetProperty("status").GetProperty("video_status").GetString(), Is.EqualTo("ready"));
            Assert.That(await server.CountAsync("platform=facebook"), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task A_reel_goes_where_it_is_told_and_is_finished_then()
    {
        var (page, token) = await PageAsync("shop");
        var begun = await (await PostAsync($"{page}/video_reels", token, ("upload_phase", "start"))).ReadAsync(200);
        var video = begun.GetProperty("video_id").GetString()!;
        using var early = await PostAsync($"{page}/video_reels", token, ("upload_phase", "finish"), ("video_id", video), ("video_state", "PUBLISHED"));
        using var upload = new HttpRequestMessage(HttpMethod.Post, begun.GetProperty("upload_url").GetString()) { Content = new ByteArrayContent(new byte[10]) };
        upload.Headers.Authorization = new AuthenticationHeaderValue("OAuth", token);
        upload.Headers.Add("offset", "0");
        upload.Headers.Add("file_size", "10");
        using var uploaded = await server.Client.SendAsync(upload);
        using var done = await PostAsync($"{page}/video_reels", token, ("upload_phase", "finish"), ("video_id", video), ("video_state", "PUBLISHED"));

        Assert.That(new[] { early, uploaded, done }.Select(answer => (int)answer.StatusCode), Is.EqualTo(new[] { 400, 200, 200 }));
    }

    [Test]
    public async Task A_post_gets_other_words_then_goes()
    {
        var (page, token) = await PageAsync("shop");
        var (_, other) = await PageAsync("other");
        using var created = await PostAsync($"{page}/feed", token, ("message", "First"));
        var id = (await created.ReadAsync(200)).GetProperty("id").GetString()!;

        var refused = new[] { await ErrorAsync(await PostAsync(id, token)), await ErrorAsync(await PostAsync(id, other, ("message", "Mine"))), await ErrorAsync(await DeleteAsync(id, "nobody")) };
        using var edited = await PostAsync(id, token, ("message", "Second"));
        var shown = (await GetAsync($"{page}/published_posts", token)).GetProperty("data")[0].GetProperty("message").GetString();
        using var deleted = await DeleteAsync(id, token);
        var again = await ErrorAsync(await DeleteAsync(id, token));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(refused.Select(error => error.Code), Is.EqualTo(new[] { 100, 100, 190 }));
            Assert.That(((await edited.ReadAsync(200)).GetProperty("success").GetBoolean(), shown), Is.EqualTo((true, "Second")));
            Assert.That((await deleted.ReadAsync(200)).GetProperty("success").GetBoolean(), Is.True);
            Assert.That(again, Is.EqualTo((100, 33)));
            Assert.That((await GetAsync($"{page}/published_posts", token)).GetProperty("data").GetArrayLength(), Is.Zero);
        }
    }

    private Task<HttpResponseMessage> DeleteAsync(string id, string token) => SendAsync(HttpMethod.Delete, Graph + id, token, null);

    private async Task<string> UserAsync(string account) =>
        (await server.ControlAsync("facebook/tokens", new { account })).GetProperty("access_token").GetString()!;

    private async Task<(string Page, string Token)> PageAsync(string account)
    {
        var page = (await GetAsync("me/accounts", await UserAsync(account))).GetProperty("data")[0];
        return (page.GetProperty("id").GetString()!, page.GetProperty("access_token").GetString()!);
    }

    private async Task<string> PhotoAsync(string page, string token)
    {
        var file = new ByteArrayContent([1, 2, 3]);
        file.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        using var form = new MultipartFormDataContent { { new StringContent("false"), "published" }, { file, "source", "a.png" } };
        using var answer = await SendAsync(HttpMethod.Post, $"{Graph}{page}/photos", token, form);
        return (await answer.ReadAsync(200)).GetProperty("id").GetString()!;
    }

    private async Task<JsonElement> GetAsync(string path, string token)
    {
        using var answer = await SendAsync(HttpMethod.Get, Graph + path, token, content: null);
        return await answer.ReadAsync(200);
    }

    private Task<HttpResponseMessage> PostAsync(string path, string token, params (string Name, string Value)[] fields) =>
        SendAsync(HttpMethod.Post, Graph + path, token, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));

    private Task<HttpResponseMessage> PartsAsync(string path, string token, byte[]? chunk, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
        {
            form.Add(new StringContent(value), name);
        }

        if (chunk is not null)
        {
            form.Add(new ByteArrayContent(chunk), "video_file_chunk", "chunk");
        }

        return SendAsync(HttpMethod.Post, path, token, form);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string token, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await server.Client.SendAsync(request);
    }

    private static async Task<(int Code, int Subcode)> ErrorAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var error = JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("error");
            return (error.GetProperty("code").GetInt32(), error.TryGetProperty("error_subcode", out var subcode) ? subcode.GetInt32() : 0);
        }
    }
}
