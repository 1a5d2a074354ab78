using System.Net;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Contracts.Scheduling;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Posts.Tests;

/// <summary>Targets that leave after another one, with the address of the post there.</summary>
public sealed class DependencyTests
{
    private Workspace _workspace = null!;
    private Guid _wide;
    private Guid _twitter;
    private Guid _discord;

    [SetUp]
    public async Task SetUpAsync()
    {
        _workspace = new Workspace();
        _wide = await _workspace.ConnectAsync(Samples.Wide);
        _twitter = await _workspace.ConnectAsync(Samples.Twitter);
        _discord = await _workspace.ConnectAsync(Samples.Discord);
    }

    [TearDown]
    public void TearDown() => _workspace.Dispose();

    [Test]
    public async Task Dependent_target_is_not_sent_before_and_gets_the_address()
    {
        var post = await PublishAsync(Request());

        await EndAsync(post, Samples.Wide, "published", "https://blog.example/1");
        await EndAsync(post, Samples.Wide, "published", "https://blog.example/1");

        var released = await ReleasedAsync(post, Samples.Twitter);
        Assert.That((released.DroppedBecause, released.WaitedFor), Is.EqualTo(((string?)null, Of(post, Samples.Wide).PublicationId)));
        Assert.That(Of(post, Samples.Twitter).Status, Is.EqualTo("scheduled"));
        Assert.That((await RequestedAsync(post, Samples.Twitter)).WaitsFor, Is.EqualTo(released.WaitedFor));
        await DueAsync(post, Samples.Twitter);
        await Eventually.BecomesTrueAsync(() => Sent(post, Samples.Twitter).Count == 1, PostsSuite.Patience);
        Assert.That(Sent(post, Samples.Twitter)[0].Content.Text, Is.EqualTo("Read https://blog.example/1"));
        Assert.That(Releases(post, Samples.Twitter), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Planned_dependent_is_not_given_to_the_scheduler_by_posts()
    {
        var post = await PublishAsync(Request() with { Mode = PublishMode.Scheduled, ScheduledAt = Samples.Tomorrow });

        await Eventually.BecomesTrueAsync(() => Scheduled(post).Count > 0, PostsSuite.Patience);

        Assert.That(Scheduled(post), Is.EqualTo(new[] { Of(post, Samples.Wide).PublicationId }));
        await EndAsync(post, Samples.Wide, "published", "https://blog.example/1");
        Assert.That((await ReleasedAsync(post, Samples.Twitter)).DueAt, Is.EqualTo(Samples.Tomorrow).Within(TimeSpan.FromMilliseconds(1)));
    }

    [Test]
    public async Task Failure_of_the_other_one_holds_until_its_retry_succeeds()
    {
        var post = await PublishAsync(Request());

        await EndAsync(post, Samples.Wide, "failed", null, version: 2);
        await Eventually.BecomesTrueAsync(async () => await StatusAsync(post, Samples.Wide) == "failed", PostsSuite.Patience);
        var held = Releases(post, Samples.Twitter).Count;
        await EndAsync(post, Samples.Wide, "published", "https://blog.example/2", version: 3);

        Assert.That((held, (await ReleasedAsync(post, Samples.Twitter)).DroppedBecause), Is.EqualTo((0, (string?)null)));
    }

    [Test]
    public async Task Failure_of_the_other_one_drops_it_where_that_is_asked_for()
    {
        var post = await PublishAsync(Request(DependencyFailures.Drop));

        await EndAsync(post, Samples.Wide, "failed", null);

        Assert.That((await ReleasedAsync(post, Samples.Twitter)).DroppedBecause, Does.Contain("wide"));
    }

    [Test]
    public async Task Failure_of_the_other_one_leaves_the_address_that_is_given_for_it()
    {
        var post = await PublishAsync(Request(DependencyFailures.FallbackUrl, "https://acme.example/blog"));

        await EndAsync(post, Samples.Wide, "missed", null);

        Assert.That((await ReleasedAsync(post, Samples.Twitter)).DroppedBecause, Is.Null);
        await DueAsync(post, Samples.Twitter);
        await Eventually.BecomesTrueAsync(() => Sent(post, Samples.Twitter) is [{ Content.Text: "Read https://acme.example/blog" }], PostsSuite.Patience);
    }

    [Test]
    public async Task Post_without_an_address_drops_what_needs_one()
    {
        var post = await PublishAsync(Request());

        await EndAsync(post, Samples.Wide, "published", null);

        Assert.That((await ReleasedAsync(post, Samples.Twitter)).DroppedBecause, Does.Contain("address"));
    }

    [Test]
    public async Task Draft_keeps_what_it_depends_on()
    {
        var draft = await PublishAsync(Request() with { Mode = PublishMode.Draft });

        var post = (await _workspace.PublishAsync(new PublishRequest { PostId = draft.PostId })).As<PublishResponse>();

        Assert.That(Of(post, Samples.Twitter).Status, Is.EqualTo("scheduled"));
        await EndAsync(post, Samples.Wide, "published", "https://blog.example/3");
        Assert.That((await ReleasedAsync(post, Samples.Twitter)).WaitedFor, Is.EqualTo(Of(post, Samples.Wide).PublicationId));
    }

    [Test]
    public async Task Publishing_the_failed_one_again_ends_the_wait()
    {
        var post = await PublishAsync(Request());
        await EndAsync(post, Samples.Wide, "failed", null);
        await Eventually.BecomesTrueAsync(async () => await StatusAsync(post, Samples.Wide) == "failed", PostsSuite.Patience);

        var again = (await _workspace.PublishAsync(new PublishRequest { PostId = post.PostId, Targets = [new() { AccountId = _wide }] })).As<PublishResponse>();
        await EndAsync(again, Samples.Wide, "published", "https://blog.example/4");

        Assert.That((await ReleasedAsync(post, Samples.Twitter)).WaitedFor, Is.EqualTo(again.Publications.Single().PublicationId));
    }

    [Test]
    public async Task Every_bad_wish_is_named()
    {
        var answer = await _workspace.PublishAsync(new PublishRequest
        {
            Post = new PostRequest { Content = "Hello" },
            Targets =
            [
                new() { AccountId = _wide, DependsOn = new() { AccountId = _twitter, OnFailure = "panic" } },
                new() { AccountId = _twitter, DependsOn = new() { AccountId = _wide, FallbackUrl = "https://acme.example" } },
                new() { AccountId = _discord, DependsOn = new() { AccountId = _wide, OnFailure = DependencyFailures.FallbackUrl, FallbackUrl = "javascript:alert(1)" } },
            ],
        });

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(answer.ErrorFields, Is.SupersetOf(new[]
        {
            "targets[0].depends_on.on_failure", "targets[1].depends_on.fallback_url", "targets[2].depends_on.fallback_url",
            "targets[0].depends_on.account_id", "targets[1].depends_on.account_id",
        }));
        Assert.That(answer.ErrorAt("targets[0].depends_on.account_id"), Does.Contain("circle"));
    }

    [Test]
    public async Task Target_that_is_not_in_the_request_and_address_without_a_wish_are_refused()
    {
        var answer = await _workspace.PublishAsync(new PublishRequest
        {
            Post = new PostRequest { Content = "Read {{wide.url}}" },
            Targets = [new() { AccountId = _twitter, DependsOn = new() { AccountId = _wide } }, new() { AccountId = _discord }],
        });

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity), answer.Body);
        Assert.That(answer.ErrorAt("targets[0].depends_on.account_id"), Does.Contain("no target of this request"));
        Assert.That(answer.ErrorAt("post.content"), Does.Contain("{{wide.url}}"));
    }

    private PublishRequest Request(string? onFailure = null, string? fallbackUrl = null) => new()
    {
        Post = new PostRequest
        {
            Content = "All of it",
            Variants = new Dictionary<string, VariantRequest> { [Samples.Twitter] = new() { Text = "Read {{wide.url}}" } },
        },
        Targets =
        [
            new() { AccountId = _wide },
            new() { AccountId = _twitter, DependsOn = new() { AccountId = _wide, OnFailure = onFailure, FallbackUrl = fallbackUrl } },
        ],
    };

    private async Task<PublishResponse> PublishAsync(PublishRequest request) => (await _workspace.PublishAsync(request)).As<PublishResponse>();

    private Task EndAsync(PublishResponse post, string platform, string status, string? url, long version = 2) => PostsSuite.Service.PublishAsync(new PublicationsChanged
    {
        Changes =
        [
            new PublicationChange
            {
                PublicationId = Of(post, platform).PublicationId, PostId = post.PostId, WorkspaceId = _workspace.Id, Platform = platform,
                AccountId = Of(post, platform).AccountId, Status = status, Version = version, Attempt = 1, ExternalUrl = url, At = TimeProvider.System.GetUtcNow(),
            },
        ],
    });

    private Task DueAsync(PublishResponse post, string platform) => PostsSuite.Service.PublishAsync(new PublicationsDue
    {
        Publications =
        [
            new DuePublication
            {
                PublicationId = Of(post, platform).PublicationId, PostId = post.PostId, WorkspaceId = _workspace.Id, Attempt = 1, DueAt = TimeProvider.System.GetUtcNow(),
            },
        ],
    });

    private static AcceptedPublication Of(PublishResponse post, string platform) => post.Publications.Single(one => one.Platform == platform);

    private static async Task<ReleasedPublication> ReleasedAsync(PublishResponse post, string platform)
    {
        await Eventually.BecomesTrueAsync(() => Releases(post, platform).Count > 0, PostsSuite.Patience);
        return Releases(post, platform)[0];
    }

    private static List<ReleasedPublication> Releases(PublishResponse post, string platform) =>
    [
        .. PostsSuite.Listener.Heard<PublicationsReleased>(_ => true).SelectMany(message => message.Publications)
            .Where(one => one.PostId == post.PostId && one.Platform == platform),
    ];

    private static async Task<RequestedPublication> RequestedAsync(PublishResponse post, string platform)
    {
        IReadOnlyList<PublicationsRequested> Heard() => PostsSuite.Listener.Heard<PublicationsRequested>(message => message.PostId == post.PostId);
        await Eventually.BecomesTrueAsync(() => Heard().Count > 0, PostsSuite.Patience);
        return Heard()[0].Publications.Single(one => one.Platform == platform);
    }

    private static IReadOnlyList<PublishPost> Sent(PublishResponse post, string platform) =>
        PostsSuite.Listener.Heard<PublishPost>(command => command.PostId == post.PostId && command.Platform == platform);

    private static List<Guid> Scheduled(PublishResponse post) =>
        [.. PostsSuite.Listener.Heard<SchedulePublications>(_ => true).SelectMany(message => message.Entries).Where(entry => entry.PostId == post.PostId).Select(entry => entry.PublicationId)];

    private static Task<string> StatusAsync(PublishResponse post, string platform) =>
        PostsSuite.Service.Database.ScalarAsync<string>($"select status from post_targets where id = '{Of(post, platform).PublicationId}'");
}
