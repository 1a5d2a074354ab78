using System.Net;
using System.Net.Http.Json;
using ContentMultiplier.Contracts.Api.Media;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.EndToEnd.Tests.Faults;
using ContentMultiplier.EndToEnd.Tests.Support;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>Every content type of every platform is published; one that is announced and has no post here is missed.</summary>
public sealed class ContentTypeTests
{
    private const string AnyDiscord = "^https://discord[.]com/channels/[0-9]+/[0-9]+/[0-9]+$";
    private const string AnyPage = "^https?://[^/]+/.+";

    /// <summary>One pixel, as PNG.</summary>
    private static readonly byte[] Pixel =
        Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    /// <summary>What each platform's posts are called and where they stand; null where nothing stands anywhere.</summary>
    private static readonly Dictionary<string, (string Id, string? Url)> Forms = new()
    {
        ["discord"] = ("^[0-9]{17,20}$", AnyDiscord),
        ["facebook"] = ("^[0-9]+(_[0-9]+)?$", "^https://www[.]facebook[.]com/.+"),
        ["instagram"] = ("^[0-9]+$", "^https://www[.]instagram[.]com/(p|reel|stories)/.+"),
        ["linkedin"] = ("^urn:li:(share|ugcPost):[0-9]+$", "^https://www[.]linkedin[.]com/feed/update/urn:li:(share|ugcPost):[0-9]+/$"),
        ["mailchimp"] = ("^[0-9a-z]+$", AnyPage),
        ["medium"] = ("^[0-9a-z]+$", AnyPage),
        ["sendgrid"] = ("^[A-Za-z0-9_.-]+$", null),
        ["twitter"] = ("^[0-9]{17,20}$", "^https://x[.]com/[A-Za-z0-9_]+/status/[0-9]+$"),
        ["wordpress"] = ("^[0-9]+$", AnyPage),
    };

    private static readonly Dictionary<string, Files> ContentTypes = new()
    {
        ["discord/message"] = Files.None,
        ["facebook/post"] = Files.Picture,
        ["facebook/reel"] = Files.Video,
        ["facebook/story"] = Files.Picture,
        ["instagram/post"] = Files.PublicPicture,
        ["instagram/reel"] = Files.PublicVideo,
        ["instagram/story"] = Files.PublicPicture,
        ["linkedin/post"] = Files.Picture,
        ["linkedin/text"] = Files.None,
        ["mailchimp/campaign"] = Files.None,
        ["medium/story"] = Files.Picture,
        ["sendgrid/email"] = Files.Picture,
        ["twitter/post"] = Files.Picture,
        ["twitter/thread"] = Files.None,
        ["wordpress/page"] = Files.None,
        ["wordpress/post"] = Files.Picture,
    };

    private AllPlatforms _all = null!;

    private enum Files
    {
        None,
        Picture,
        Video,
        PublicPicture,
        PublicVideo,
    }

    private static IEnumerable<string> Names => ContentTypes.Keys;

    [OneTimeSetUp]
    public async Task ConnectAsync() => _all = await AllPlatforms.SharedAsync();

    [Test]
    public async Task Every_announced_content_type_is_published_here()
    {
        var announced = (await _all.Client.GetAsync("/api/publishing/platforms")).Json.EnumerateArray().SelectMany(
            platform => platform.GetProperty("capabilities").GetProperty("content_types").EnumerateArray().Select(type => $"{platform.GetProperty("platform")}/{type}"));

        Assert.That(ContentTypes.Keys, Is.EquivalentTo(announced));
    }

    [TestCaseSource(nameof(Names))]
    public async Task It_is_published_and_has_an_id_and_an_address_of_its_form(string name)
    {
        var (platform, contentType) = (name.Split('/')[0], name.Split('/')[1]);
        var text = Publisher.NewText($"A {contentType}");
        await using var file = new FileSource(Pixel);

        var publications = await _all.PublishAsync(new PublishRequest
        {
            Post = new()
            {
                Title = "A title",
                Content = text,
                Media = FileFor(ContentTypes[name], file.Url),
                Variants = contentType == "thread" ? new Dictionary<string, VariantRequest> { [platform] = new() { Parts = [text, text + " goes on"] } } : null,
            },
            Targets = [_all.To(platform, contentType)],
        });

        AssertPublished(publications.Single());
    }

    [Test]
    public async Task One_request_publishes_a_picture_to_all_platforms_that_take_one()
    {
        var media = await UploadAsync();
        var text = Publisher.NewText("To all of them");

        var publications = await _all.PublishAsync(new PublishRequest
        {
            Post = new()
            {
                Title = "To all of them",
                Content = text,
                Media = [new() { MediaId = media.Id }],
                Variants = new Dictionary<string, VariantRequest> { ["mailchimp"] = new() { Media = [] } },
            },
            Targets = [.. _all.Accounts.Keys.Select(platform => _all.To(platform))],
        });

        Assert.That(publications.Select(publication => publication.Platform), Is.EqualTo(_all.Accounts.Keys), "in the order of the request");
        Assert.That(_all.Accounts.Keys, Is.EquivalentTo(Forms.Keys));
        Assert.Multiple(() =>
        {
            foreach (var publication in publications)
            {
                AssertPublished(publication);
            }
        });
    }

    [Test]
    public async Task Files_that_a_content_type_does_not_take_are_refused_for_all_platforms_at_once()
    {
        var refused = await _all.Client.PostAsync("/api/publishing/publish", new PublishRequest
        {
            Post = new()
            {
                Title = "Too much",
                Content = Publisher.NewText("Too much"),
                Variants = new Dictionary<string, VariantRequest>
                {
                    ["discord"] = Of([.. Enumerable.Repeat("image/png", 11)]),
                    ["facebook"] = Of("image/png"),
                    ["instagram"] = Of(),
                    ["linkedin"] = Of("application/pdf", "image/png"),
                    ["mailchimp"] = Of("image/png"),
                    ["medium"] = Of("video/mp4"),
                    ["sendgrid"] = Of([.. Enumerable.Repeat("image/png", 11)]),
                    ["twitter"] = Of("image/gif", "image/png"),
                    ["wordpress"] = Of([.. Enumerable.Repeat("image/png", 31)]),
                },
            },
            Targets =
            [
                .. _all.Accounts.Keys.Select(platform => _all.To(platform, platform switch { "facebook" => "reel", "instagram" => "story", _ => null })),
            ],
        });

        var said = refused.Errors.Where(error => !error.Key.StartsWith("targets", StringComparison.Ordinal)).ToDictionary();
        Assert.That(refused.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity), refused.Body);
        Assert.Multiple(() =>
        {
            Assert.That(said.Keys.Select(field => field["post.variants.".Length..]), Is.EquivalentTo([
                "discord.media", "facebook.media[0].content_type", "instagram.media", "linkedin.media[0]", "mailchimp.media",
                "medium.media[0].content_type", "sendgrid.media", "twitter.media[0]", "wordpress.media"]));
            Assert.That(said["post.variants.discord.media"], Does.Contain("11 of 10 files"));
            Assert.That(said["post.variants.facebook.media[0].content_type"], Does.Contain("reel takes video/*"));
            Assert.That(said["post.variants.instagram.media"], Does.Contain("0 files, and a story needs at least 1"));
            Assert.That(said["post.variants.twitter.media[0]"], Does.Contain("'image/gif' as one of 2 files"));
        });
    }

    private static VariantRequest Of(params string[] types) =>
        new() { Media = [.. types.Select(type => new MediaRequest { Url = "https://files.example/file", ContentType = type })] };

    private static void AssertPublished(PublicationResponse publication)
    {
        var (id, url) = Forms[publication.Platform];
        Assert.That(publication.Status, Is.EqualTo("published"), $"{publication.Platform}: {publication.Problem?.Detail}");
        Assert.That(publication.ExternalId, Does.Match(id), publication.Platform);
        Assert.That(publication.ExternalUrl, url is null ? Is.Null : Does.Match(url), publication.Platform);
    }

    private static MediaRequest[]? FileFor(Files files, string url) => files switch
    {
        Files.Picture => [new() { Url = url, ContentType = "image/png", AltText = "A pixel" }],
        Files.Video => [new() { Url = url, ContentType = "video/mp4", FileName = "clip.mp4" }],
        Files.PublicPicture => [new() { Url = "https://files.example/picture.jpg", ContentType = "image/jpeg" }],
        Files.PublicVideo => [new() { Url = "https://files.example/clip.mp4", ContentType = "video/mp4" }],
        _ => null,
    };

    private async Task<MediaResponse> UploadAsync()
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Pixel), "file", "pixel.png" }, { new StringContent("A pixel"), "alt_text" } };
        using var answer = await _all.Client.Http.PostAsync("/api/media", form);
        Assert.That(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<MediaResponse>(PublicJson.Options))!;
    }
}
