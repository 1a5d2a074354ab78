using System.Net;
using System.Text;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Media;
using ContentMultiplier.Publishing.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Publishing.Tests;

public sealed class MediaSourceTests
{
    private PlatformStandIn _files = null!;
    private HttpClient _http = null!;

    [SetUp]
    public void Start()
    {
        _files = new PlatformStandIn();
        _http = new HttpClient();
    }

    [TearDown]
    public async Task Stop()
    {
        _http.Dispose();
        await _files.DisposeAsync();
    }

    [Test]
    public async Task A_file_is_streamed()
    {
        _files.Answer(new StandInAnswer(200, "bytes"));

        await using var file = await new MediaSource(_http, 5).OpenAsync(Item(), default);
        using var reader = new StreamReader(file.Content, Encoding.UTF8);

        Assert.That(await reader.ReadToEndAsync(), Is.EqualTo("bytes"));
        Assert.That(file.Length, Is.EqualTo(5));
    }

    [Test]
    public void A_file_that_says_it_is_too_large_is_not_read()
    {
        _files.Answer(new StandInAnswer(200, "bytes!"));

        Assert.That(
            async () => await new MediaSource(_http, 5).OpenAsync(Item(), default),
            Throws.InstanceOf<PlatformRefusedException>().With.Property("Category").EqualTo(FailureCategories.InvalidContent));
    }

    [Test]
    public async Task A_file_that_turns_out_too_large_breaks_off()
    {
        _files.Answer(new StandInAnswer(200, "far too many bytes", Ending.CutChunk));

        await using var file = await new MediaSource(_http, 5).OpenAsync(Item(), default);

        Assert.That(
            async () => await file.Content.CopyToAsync(Stream.Null),
            Throws.InstanceOf<PlatformRefusedException>().With.Message.Contains("larger than 5 bytes"));
    }

    [TestCase(404, false)]
    [TestCase(503, true)]
    public void A_file_that_is_not_there_is_refused(int status, bool isRetryable)
    {
        _files.Answer(new StandInAnswer(status));

        Assert.That(
            async () => await new MediaSource(_http, 5).OpenAsync(Item(), default),
            Throws.InstanceOf<PlatformRefusedException>()
                .With.Property("IsRetryable").EqualTo(isRetryable)
                .And.Message.Not.Contains("signature"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task An_uploaded_video_that_is_being_made_is_asked_for_again_when_it_is_said_and_counts_as_no_failure(bool byLink)
    {
        _files.Answer(
            new StandInAnswer(503, """{"type":"urn:content-multiplier:rendition_not_ready","detail":"wait"}""")
            {
                Headers = new Dictionary<string, string> { ["Retry-After"] = "40" },
            });

        var refusal = await RefusalAsync(byLink);

        Assert.Multiple(() =>
        {
            Assert.That((refusal.Category, refusal.IsRetryable), Is.EqualTo((FailureCategories.Processing, true)));
            Assert.That(refusal.RetryNotBefore, Is.EqualTo(TimeProvider.System.GetUtcNow().AddSeconds(40)).Within(TimeSpan.FromSeconds(30)));
        });
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task An_uploaded_file_that_the_platform_cannot_get_is_refused_in_the_words_of_the_service(bool byLink)
    {
        _files.Answer(new StandInAnswer(422, """{"type":"urn:content-multiplier:no_rendition","detail":"x: the video is broken; export it again"}"""));

        var refusal = await RefusalAsync(byLink);

        Assert.That((refusal.Category, refusal.IsRetryable), Is.EqualTo((FailureCategories.InvalidContent, false)));
        Assert.That(refusal.Message, Does.Contain("the video is broken; export it again"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task An_uploaded_file_is_asked_for_in_the_form_of_the_content_type(bool byLink)
    {
        using var stub = new StubHttp().Next(
            HttpStatusCode.OK, """{"url":"https://files.example/m/1","content_type":"video/mp4","size":1,"expires_at":"2026-11-22T00:00:00Z"}""");
        using var service = stub.Client();
        var source = new MediaSource(_http, 1000, new MediaApi(service), "x").For("reel");
        var item = new MediaItem { Url = "", MediaId = Guid.CreateVersion7() };

        if (byLink)
        {
            await source.LinkAsync(item, default);
        }
        else
        {
            await using var file = await source.OpenAsync(item, default);
        }

        var request = stub.Requests.Single();
        Assert.That(byLink ? request.Body : request.Uri.AbsoluteUri, Does.EndWith(byLink ? "\"published_as\":\"reel\"}" : "/renditions/x?published_as=reel"));
    }

    [Test]
    public async Task A_part_of_a_file_is_a_body_of_known_length()
    {
        _files.Answer(new StandInAnswer(200, "0123456789"));
        await using var file = await new MediaSource(_http, 10).OpenAsync(Item(), default);

        using var first = file.ToContent(4);
        using var form = new MultipartFormDataContent { { first, "chunk" } };
        var sent = await form.ReadAsStringAsync();
        using var rest = file.ToContent(6);

        Assert.Multiple(async () =>
        {
            Assert.That(form.Headers.ContentLength, Is.Not.Null);
            Assert.That(sent, Does.Contain("0123").And.Not.Contain("01234"));
            Assert.That(await rest.ReadAsStringAsync(), Is.EqualTo("456789"));
        });
    }

    [TestCase(null, "picture.png", "image/png")]
    [TestCase("clip.mp4", "x", "video/mp4")]
    [TestCase(null, "no-ending", "application/json")]
    public async Task A_type_is_told_by_the_name_or_by_the_place_of_the_file(string? name, string path, string type)
    {
        _files.Answer(new StandInAnswer(200, "bytes"));

        var told = await new MediaSource(_http, 5).TypeOfAsync(new MediaItem { Url = $"{_files.Address}{path}?a=1", FileName = name }, default);

        Assert.That(told, Is.EqualTo(type));
    }

    private async Task<PlatformRefusedException> RefusalAsync(bool byLink)
    {
        using var service = new HttpClient { BaseAddress = _files.Address };
        var source = new MediaSource(_http, 5, new MediaApi(service), "x");
        var item = new MediaItem { Url = "", MediaId = Guid.CreateVersion7(), FileName = "clip.mov" };
        return (await Assert.ThrowsAsync<PlatformRefusedException>(async () => _ = byLink ? await source.LinkAsync(item, default) : (object)await source.OpenAsync(item, default)))!;
    }

    private MediaItem Item() => new() { Url = $"{_files.Address}picture.png?signature=secret" };
}
