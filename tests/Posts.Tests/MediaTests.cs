using System.Net;
using System.Text.Json;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Media;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Posts.Tests;

/// <summary>Posts with files that were uploaded before; media is a stub that knows one of them.</summary>
public sealed class MediaTests
{
    private static readonly Guid Known = Guid.CreateVersion7();
    private Workspace _workspace = null!;

    [SetUp]
    public void SetUp()
    {
        _workspace = new Workspace();
        PostsSuite.Service.Media.Always(request => StubHttp.Answer(HttpStatusCode.OK, AnswerTo(request)));
    }

    [TearDown]
    public void TearDown() => _workspace.Dispose();

    [Test]
    public async Task Worker_gets_the_form_of_its_platform_and_media_hears_what_the_post_holds()
    {
        var account = await _workspace.ConnectAsync(Samples.Wide);

        var answer = await _workspace.PublishAsync(Request(account, new MediaRequest { MediaId = Known }));

        var postId = answer.As<PublishResponse>().PostId;
        await Eventually.BecomesTrueAsync(() => Held(postId).Count == 1, PostsSuite.Patience);
        var item = (await _workspace.CountAsync($"select count(*) from post_targets where post_id = '{postId}' and content::text like '%{MediaItem.StoredPrefix}{Known}%dog.jpg%image/jpeg%A dog%'"));
        Assert.Multiple(() =>
        {
            Assert.That(item, Is.EqualTo(1));
            Assert.That(Held(postId)[0].MediaIds, Is.EqualTo(new[] { Known }));
        });
    }

    [Test]
    public async Task Unknown_file_is_refused_wherever_the_post_names_it()
    {
        var unknown = new MediaRequest { MediaId = Guid.CreateVersion7() };

        var answer = await _workspace.PostAsync("/api/posts", new PostRequest
        {
            Content = "Hello",
            Media = [new MediaRequest { MediaId = Known }, unknown],
            Variants = new Dictionary<string, VariantRequest> { ["twitter"] = new() { Media = [unknown] } },
        });

        Assert.Multiple(() =>
        {
            Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
            Assert.That(answer.ErrorFields, Is.EquivalentTo(new[] { "media[1].media_id", "variants.twitter.media[0].media_id" }));
        });
    }

    [Test]
    public async Task File_needs_an_address_or_an_id_and_not_both()
    {
        var answer = await _workspace.PostAsync("/api/posts", new PostRequest
        {
            Content = "Hello",
            Media = [new MediaRequest { AltText = "A" }, new MediaRequest { MediaId = Known, Url = "https://example.com/a.png" }],
        });

        Assert.Multiple(() =>
        {
            Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest));
            Assert.That(answer.ErrorFields, Is.EquivalentTo(new[] { "media[0]", "media[1]" }));
        });
    }

    [Test]
    public async Task What_a_platform_cannot_take_is_refused_before_anything_is_sent()
    {
        var account = await _workspace.ConnectAsync(Samples.Wide);
        var high = new MediaRequest { MediaId = TooHigh };

        var answer = await _workspace.PublishAsync(Request(account, high));

        Assert.Multiple(() =>
        {
            Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
            Assert.That(answer.ErrorAt("post.media[0]"), Does.Contain("wide: too high"));
        });
    }

    [Test]
    public async Task A_file_is_judged_and_formed_by_the_content_type_of_its_target()
    {
        var (post, story) = (await _workspace.ConnectAsync(Samples.Wide), await _workspace.ConnectAsync(Samples.Wide));
        var request = Request(story, new MediaRequest { MediaId = TooLong }) with
        {
            Targets = [new TargetRequest { AccountId = story, ContentType = "story" }],
        };

        var refused = await _workspace.PublishAsync(request);
        var accepted = await _workspace.PublishAsync(request with { Targets = [new TargetRequest { AccountId = post }] });
        var both = await _workspace.PublishAsync(request with { Targets = [.. request.Targets!, new TargetRequest { AccountId = post }] });

        Assert.Multiple(() =>
        {
            Assert.That(refused.ErrorAt("post.media[0]"), Is.EqualTo("wide: the video lasts 61 of 60 seconds"));
            Assert.That(accepted.Status, Is.EqualTo(HttpStatusCode.Accepted));
            Assert.That(both.ErrorAt("post.media[0]"), Is.EqualTo("wide: the video lasts 61 of 60 seconds"));
        });
    }

    [Test]
    public async Task What_a_platform_could_not_fetch_now_is_an_error_now_and_a_warning_for_later()
    {
        var fetching = await _workspace.ConnectAsync(Samples.Fetching);
        var wide = await _workspace.ConnectAsync(Samples.Wide);
        var request = new PublishRequest
        {
            Post = new PostRequest { Content = "Hello", Media = [new MediaRequest { MediaId = Known }] },
            Targets = [new TargetRequest { AccountId = fetching }, new TargetRequest { AccountId = wide }],
        };
        PostsSuite.Service.Media.Always(request => StubHttp.Answer(HttpStatusCode.OK, AnswerTo(request, "found nobody there; set Media__PublicUrl")));

        var now = await _workspace.PublishAsync(request);
        var later = await _workspace.PublishAsync(request with { Mode = PublishMode.Scheduled, ScheduledAt = Samples.Tomorrow });

        Assert.Multiple(() =>
        {
            Assert.That(now.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
            Assert.That(now.ErrorFields, Is.EquivalentTo(new[] { "post.media[0]" }));
            Assert.That(now.ErrorAt("post.media[0]"), Is.EqualTo("fetching: found nobody there; set Media__PublicUrl"));
            Assert.That(later.Status, Is.EqualTo(HttpStatusCode.Accepted));
            Assert.That(later.As<PublishResponse>().Warnings, Is.EqualTo(new[] { "fetching: found nobody there; set Media__PublicUrl" }));
        });
    }

    [Test]
    public async Task Post_lets_go_of_what_it_does_not_name_any_more()
    {
        var created = await _workspace.PostAsync("/api/posts", new PostRequest { Content = "Hello", Media = [new MediaRequest { MediaId = Known }] });
        var post = created.As<PostResponse>();

        var changed = await _workspace.SendAsync(HttpMethod.Patch, $"/api/posts/{post.Id}", """{"media":[]}""", ("If-Match", created.ETag!));
        var deleted = await _workspace.SendAsync(HttpMethod.Delete, $"/api/posts/{post.Id}", null);

        await Eventually.BecomesTrueAsync(() => Held(post.Id).Count == 2, PostsSuite.Patience);
        var said = Held(post.Id).OrderBy(message => message.Version).ToList();
        Assert.Multiple(() =>
        {
            Assert.That((changed.Status, deleted.Status), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.NoContent)));
            Assert.That(said[0].MediaIds, Is.EqualTo(new[] { Known }));
            Assert.That(said[1].MediaIds, Is.Empty);
        });
    }

    private static readonly Guid TooHigh = Guid.CreateVersion7();

    /// <summary>For a story.</summary>
    private static readonly Guid TooLong = Guid.CreateVersion7();

    private static PublishRequest Request(Guid account, MediaRequest media) => new()
    {
        Post = new PostRequest { Content = "Hello", Media = [media] },
        Targets = [new TargetRequest { AccountId = account }],
    };

    private static IReadOnlyList<PostMediaChanged> Held(Guid postId) => PostsSuite.Listener.Heard<PostMediaChanged>(message => message.PostId == postId);

    private static string AnswerTo(RecordedRequest request, string? linkProblem = null)
    {
        var asked = JsonSerializer.Deserialize<CheckMediaRequest>(request.Body!, StrictJson.Options)!;
        return JsonSerializer.Serialize(
            new CheckMediaResponse([.. asked.MediaIds.Where(id => id == Known || id == TooHigh || id == TooLong).Select(id => new CheckedMedia
            {
                Id = id,
                FileName = "dog.png",
                ContentType = "image/png",
                AltText = "A dog",
                Forms = [.. asked.Targets.Where(target => ObjectionTo(id, target) is null).Select(target => new MediaForm(target.Platform, "image/jpeg", "dog.jpg", target.PublishedAs))],
                Objections =
                [
                    .. asked.Targets.Where(target => ObjectionTo(id, target) is not null)
                        .Select(target => new MediaObjection(target.Platform, ObjectionTo(id, target)!, target.PublishedAs)),
                ],
            })])
            {
                LinkProblem = asked.TryLinks ? linkProblem : null,
            },
            StrictJson.Options);
    }

    private static string? ObjectionTo(Guid id, MediaTarget target) =>
        id == TooHigh ? "too high" : id == TooLong && target.PublishedAs == "story" ? "the video lasts 61 of 60 seconds" : null;
}
