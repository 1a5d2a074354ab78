using System.Net.Http.Headers;
using System.Text.Json;

namespace ContentMultiplier.Sandbox.Tests;

/// <summary>Files at X: brought in parts, described, processed, and then posted with.</summary>
internal sealed class TwitterUploadTests
{
    private static readonly byte[] File = [1, 2, 3, 4, 5];

    private SandboxServer _server = null!;
    private TwitterUser _user = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _server = await SandboxServer.StartAsync();
        _user = await _server.SignInAsync("writer");
    }

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task What_is_asked_and_answered_has_the_shapes_of_the_vendor()
    {
        var spec = VendorSpec.Load("x/openapi.json");
        var announced = new { media_type = "image/png", total_bytes = File.Length, media_category = "tweet_image" };

        var begun = await PostAsync("media/upload/initialize", announced);
        var id = begun.GetProperty("data").GetProperty("id").GetString()!;
        var described = new { id, metadata = new { alt_text = new { text = "A picture" } } };

        using (Assert.EnterMultipleScope())
        {
            spec.AssertValid(JsonSerializer.SerializeToElement(announced), "InitializeMediaUploadRequest");
            spec.AssertValid(begun, "InitializeMediaUploadResponse");
            spec.AssertValid(await AppendAsync(id, 0, File), "AppendMediaUploadResponse");
            spec.AssertValid(await PostAsync($"media/upload/{id}/finalize"), "FinalizeMediaUploadResponse");
            spec.AssertValid(await _user.GetAsync($"media/upload?command=STATUS&media_id={id}"), "GetMediaUploadStatusResponse");
            spec.AssertValid(JsonSerializer.SerializeToElement(described), "CreateMediaMetadataRequest");
        }

        await PostAsync("media/metadata", described);
    }

    [Test]
    public async Task Post_with_a_file_ends_with_a_link_to_it()
    {
        var id = await UploadAsync("image/png", "tweet_image");

        var post = await PostAsync("tweets", new { text = "Look", media = new { media_ids = new[] { id } } }, 201);

        Assert.That(post.GetProperty("data").GetProperty("text").GetString(), Does.StartWith("Look https://t.co/"));
        var timeline = await _user.GetAsync($"users/{_user.UserId}/tweets?max_results=5&post.fields=entities");
        Assert.That(
            timeline.GetProperty("data")[0].GetProperty("entities").GetProperty("urls")[0].GetProperty("expanded_url").GetString(), Does.EndWith("/photo/1"));
    }

    [Test]
    public async Task Video_is_not_taken_before_it_is_ready()
    {
        var id = await UploadAsync("video/mp4", "tweet_video");
        var post = new { text = "Watch", media = new { media_ids = new[] { id } } };

        await PostAsync("tweets", post, 400);
        await _user.GetAsync($"media/upload?command=STATUS&media_id={id}");
        var state = await _user.GetAsync($"media/upload?command=STATUS&media_id={id}");

        Assert.That(state.GetProperty("data").GetProperty("processing_info").GetProperty("state").GetString(), Is.EqualTo("succeeded"));
        await PostAsync("tweets", post, 201);
    }

    [Test]
    public async Task Files_of_others_missing_parts_and_mixtures_are_refused()
    {
        var other = await _server.SignInAsync("other");
        var (picture, gif) = (await UploadAsync("image/png", "tweet_image"), await UploadAsync("image/gif", "tweet_gif"));
        var begun = await PostAsync("media/upload/initialize", new { media_type = "image/png", total_bytes = 9, media_category = "tweet_image" });
        var cut = begun.GetProperty("data").GetProperty("id").GetString()!;
        await AppendAsync(cut, 0, File);

        await PostAsync($"media/upload/{cut}/finalize", status: 400);
        await PostAsync("tweets", new { text = "Both", media = new { media_ids = new[] { picture, gif } } }, 400);
        using var foreign = await other.SendAsync(HttpMethod.Post, "tweets", new { text = "Mine", media = new { media_ids = new[] { picture } } });

        Assert.That((int)foreign.StatusCode, Is.EqualTo(400));
    }

    private async Task<string> UploadAsync(string type, string category)
    {
        var begun = await PostAsync("media/upload/initialize", new { media_type = type, total_bytes = File.Length, media_category = category });
        var id = begun.GetProperty("data").GetProperty("id").GetString()!;
        await AppendAsync(id, 0, File[..2]);
        await AppendAsync(id, 1, File[2..]);
        await PostAsync($"media/upload/{id}/finalize");
        return id;
    }

    private async Task<JsonElement> PostAsync(string path, object? body = null, int status = 200)
    {
        using var answer = await _user.SendAsync(HttpMethod.Post, path, body);
        return await answer.ReadAsync(status);
    }

    private async Task<JsonElement> AppendAsync(string id, int part, byte[] bytes)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/twitter/2/media/upload/{id}/append");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _user.AccessToken);
        request.Content = new MultipartFormDataContent { { new StringContent($"{part}"), "segment_index" }, { new ByteArrayContent(bytes), "media", "part" } };
        using var answer = await _server.Client.SendAsync(request);
        return await answer.ReadAsync(200);
    }
}
