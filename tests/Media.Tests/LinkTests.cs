using System.Net;
using ContentMultiplier.Contracts.Api.Media;
using ContentMultiplier.Media.Tests.Support;

namespace ContentMultiplier.Media.Tests;

[TestFixtureSource(typeof(MediaSuite), nameof(MediaSuite.Stores))]
public sealed class LinkTests(string store)
{
    private Workspace _workspace = null!;

    [SetUp]
    public void SetUp() => _workspace = new Workspace(MediaSuite.On(store));

    [TearDown]
    public void TearDown() => _workspace.Dispose();

    [Test]
    public async Task A_link_opens_the_file_to_anybody_as_a_download_of_one_type()
    {
        var media = await _workspace.UploadedAsync(Samples.Png);

        var link = (await LinkAsync(media.Id, new MediaLinkRequest())).As<MediaLinkResponse>();
        var answer = await OpenAsync(link.Url);

        Assert.Multiple(() =>
        {
            Assert.That(link.Url, Does.StartWith("https://media.example/m/").And.Length.EqualTo("https://media.example/m/".Length + 43));
            Assert.That(answer.Body, Is.EqualTo(Samples.Png));
            Assert.That(answer.ContentType, Is.EqualTo("image/png"));
            Assert.That(answer.Headers["Content-Disposition"], Does.StartWith("attachment"));
            Assert.That(answer.Headers["X-Content-Type-Options"], Is.EqualTo("nosniff"));
            Assert.That(answer.Headers["Content-Security-Policy"], Does.Contain("sandbox"));
        });
    }

    [Test]
    public async Task A_link_gives_a_part_of_the_file_and_the_form_of_a_platform()
    {
        var media = await _workspace.UploadedAsync(Samples.Png);
        var link = (await LinkAsync(media.Id, new MediaLinkRequest())).As<MediaLinkResponse>();
        var form = (await LinkAsync(media.Id, new MediaLinkRequest { Platform = "narrow" })).As<MediaLinkResponse>();

        var part = await OpenAsync(link.Url, "bytes=10-19");
        var narrow = await OpenAsync(form.Url);

        Assert.Multiple(() =>
        {
            Assert.That(part.Status, Is.EqualTo(HttpStatusCode.PartialContent));
            Assert.That(part.Body, Is.EqualTo(Samples.Png[10..20]));
            Assert.That((narrow.ContentType, (long)narrow.Body.Length), Is.EqualTo((form.ContentType, form.Size)));
            Assert.That(form.ContentType, Is.EqualTo("image/jpeg"));
        });
    }

    [Test]
    public async Task A_link_opens_the_form_of_its_content_type()
    {
        var media = await _workspace.UploadedAsync(Samples.Png);
        var general = (await LinkAsync(media.Id, new MediaLinkRequest { Platform = "narrow" })).As<MediaLinkResponse>();
        var story = (await LinkAsync(media.Id, new MediaLinkRequest { Platform = "narrow", PublishedAs = MediaSuite.Story })).As<MediaLinkResponse>();

        var opened = await OpenAsync(story.Url);

        Assert.That(((long)opened.Body.Length, story.Size < general.Size), Is.EqualTo((story.Size, true)));
    }

    [Test]
    public async Task A_link_ends()
    {
        var media = await _workspace.UploadedAsync(Samples.Png);
        var link = (await LinkAsync(media.Id, new MediaLinkRequest { ExpiresInSeconds = 60 })).As<MediaLinkResponse>();
        await _workspace.Service.Database.ExecuteAsync($"update links set expires_at = now() - interval '1 second' where media_id = '{media.Id}'");

        Assert.That((await OpenAsync(link.Url)).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_guessed_link_opens_nothing_and_a_life_too_long_is_refused()
    {
        var media = await _workspace.UploadedAsync(Samples.Png);

        var guessed = await OpenAsync("https://media.example/m/" + new string('A', 43));
        var refused = await LinkAsync(media.Id, new MediaLinkRequest { ExpiresInSeconds = 604_801 });

        Assert.That((guessed.Status, refused.Status), Is.EqualTo((HttpStatusCode.NotFound, HttpStatusCode.BadRequest)));
    }

    private Task<Answer> LinkAsync(Guid id, MediaLinkRequest request) => _workspace.PostAsync($"/api/media/{id}/links", request);

    private async Task<Answer> OpenAsync(string url, string? range = null)
    {
        using var anonymous = _workspace.Service.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url).AbsolutePath);
        if (range is not null)
        {
            request.Headers.Add("Range", range);
        }

        using var response = await anonymous.SendAsync(request);
        return await Answer.OfAsync(response);
    }
}
