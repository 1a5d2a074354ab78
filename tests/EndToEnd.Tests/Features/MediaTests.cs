using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ContentMultiplier.Contracts.Api.Media;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.EndToEnd.Tests.Support;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>A file goes from the user through the gateway to media, and from there by the worker to the platform.</summary>
public sealed class MediaTests
{
    /// <summary>One pixel.</summary>
    private static readonly byte[] Picture = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    private Publisher _publisher = null!;

    [OneTimeSetUp]
    public async Task TakePublisherAsync() => _publisher = await Publisher.SharedAsync();

    [Test]
    public async Task Uploaded_file_stands_at_the_platform_in_its_form_and_stays_while_the_post_holds_it()
    {
        var text = Publisher.NewText("With a picture");
        var media = await UploadAsync();

        var accepted = await _publisher.Client.PublishAsync(new PublishRequest
        {
            Post = new() { Content = text, Media = [new MediaRequest { MediaId = media.Id }] },
            Targets = [Publisher.To(_publisher.Discord)],
        });
        await _publisher.WaitUntilPublishedAsync(accepted.PostId, "discord");

        var form = await _publisher.Client.Http.GetByteArrayAsync($"/api/media/{media.Id}/renditions/discord");
        using var delete = await _publisher.Client.Http.DeleteAsync($"/api/media/{media.Id}");
        var attachment = await AttachmentOfAsync(text);
        Assert.Multiple(() =>
        {
            Assert.That(attachment.GetProperty("filename").GetString(), Is.EqualTo("dot.gif"));
            Assert.That(attachment.GetProperty("size").GetInt64(), Is.EqualTo(form.Length));
            Assert.That(attachment.GetProperty("content_type").GetString(), Is.EqualTo("image/gif"));
            Assert.That(attachment.GetProperty("description").GetString(), Is.EqualTo("A dot"));
            Assert.That(delete.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        });
    }

    [Test]
    public async Task Video_of_a_codec_that_X_does_not_take_is_published_there_as_one_that_it_takes()
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(await VideoAsync()), "file", "clip.mov" } };
        using var upload = await _publisher.Client.Http.PostAsync("/api/media", form);
        var media = (await upload.Content.ReadFromJsonAsync<MediaResponse>(PublicJson.Options))!;

        var accepted = await _publisher.Client.PublishAsync(new PublishRequest
        {
            Post = new() { Content = Publisher.NewText("With a video"), Media = [new MediaRequest { MediaId = media.Id }] },
            Targets = [Publisher.To(_publisher.Twitter)],
        });
        await _publisher.WaitUntilPublishedAsync(accepted.PostId, "twitter");

        var made = await _publisher.Client.Http.GetByteArrayAsync($"/api/media/{media.Id}/renditions/twitter");
        Assert.That(media.Video?.Codec, Is.EqualTo("mpeg4"));
        Assert.That((made.AsSpan().IndexOf("avc1"u8) > 0, made.AsSpan().IndexOf("mp4v"u8)), Is.EqualTo((true, -1)));
    }

    [Test]
    public async Task Link_to_a_file_opens_for_everybody()
    {
        var media = await UploadAsync();
        using var answer = await _publisher.Client.Http.PostAsJsonAsync($"/api/media/{media.Id}/links", new MediaLinkRequest(), PublicJson.Options);
        var link = (await answer.Content.ReadFromJsonAsync<MediaLinkResponse>(PublicJson.Options))!;

        using var anonymous = new HttpClient();

        Assert.That(await anonymous.GetByteArrayAsync(link.Url), Is.EqualTo(Picture));
    }

    [Test]
    public async Task Post_with_an_unknown_file_is_refused_where_it_names_it()
    {
        var refusal = await Assert.ThrowsAsync<ApiRefusalException>(() => _publisher.Client.PublishAsync(new PublishRequest
        {
            Post = new() { Content = Publisher.NewText("Without"), Media = [new MediaRequest { MediaId = Guid.CreateVersion7() }] },
            Targets = [Publisher.To(_publisher.Discord)],
        }));

        Assert.That(refusal!.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(refusal.Body, Does.Contain("post.media[0].media_id"));
    }

    [Test]
    public async Task Upload_may_be_larger_than_every_other_request()
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(new byte[11 * 1024 * 1024]), "file", "zeros.png" } };

        using var answer = await _publisher.Client.Http.PostAsync("/api/media", form);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.UnsupportedMediaType), "It came through, and is no picture.");
    }

    /// <summary>A second of a codec of old cameras.</summary>
    private static async Task<byte[]> VideoAsync()
    {
        var folder = Directory.CreateTempSubdirectory("clip-");
        var file = Path.Combine(folder.FullName, "clip.mov");
        using var process = Process.Start(new ProcessStartInfo(
            "ffmpeg", ["-nostdin", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=128x96:rate=25", "-t", "1", "-c:v", "mpeg4", file]) { UseShellExecute = false })!;
        await process.WaitForExitAsync();
        var video = await File.ReadAllBytesAsync(file);
        folder.Delete(recursive: true);
        return video;
    }

    private async Task<MediaResponse> UploadAsync()
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Picture), "file", "dot.gif" }, { new StringContent("A dot"), "alt_text" } };
        using var answer = await _publisher.Client.Http.PostAsync("/api/media", form);
        Assert.That(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<MediaResponse>(PublicJson.Options))!;
    }

    private async Task<JsonElement> AttachmentOfAsync(string text)
    {
        await using var stream = new FileStream(_publisher.Suite.Processes.SandboxFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        var line = (await reader.ReadToEndAsync()).Split('\n').Single(line => line.Contains(text, StringComparison.Ordinal));
        return JsonElement.Parse(line).GetProperty("detail").GetProperty("attachments")[0];
    }
}
