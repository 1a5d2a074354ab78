using System.Globalization;
using System.Net;
using System.Text.Json;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Contracts.Scheduling;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Posts.Tests;

public sealed class TimeTests
{
    private static readonly DateTimeOffset Resolved = Samples.Tomorrow.AddHours(3);
    private Workspace _workspace = null!;
    private Guid _account;

    [SetUp]
    public async Task SetUpAsync()
    {
        _workspace = new Workspace();
        _account = await _workspace.ConnectAsync(Samples.Twitter);
    }

    [TearDown]
    public void TearDown() => _workspace.Dispose();

    [TestCase(false)]
    [TestCase(true)]
    public async Task Local_time_is_resolved_and_the_answer_says_to_what(bool dryRun)
    {
        Resolves(new ResolvedLocalTime(Resolved, "it comes twice", new Dictionary<string, string>()));

        var answer = await _workspace.PostAsync("/api/publishing/publish" + (dryRun ? "?dry_run=true" : ""), At("2027-10-31T02:30", "Europe/Berlin"));

        Assert.That(answer.Json.GetProperty("resolved_at").GetDateTimeOffset(), Is.EqualTo(Resolved).Within(TimeSpan.FromMicroseconds(1)), answer.Body);
        Assert.That(answer.Json.GetProperty("warnings")[0].GetString(), Is.EqualTo("it comes twice"));
        if (!dryRun)
        {
            var publication = answer.As<PublishResponse>().Publications.Single();
            Assert.That(publication.DueAt, Is.EqualTo(Resolved).Within(TimeSpan.FromMicroseconds(1)));
            await Eventually.BecomesTrueAsync(
                () => PostsSuite.Listener.Heard<SchedulePublications>(message => message.Entries[0].PublicationId == publication.PublicationId)
                    is [{ Entries: [{ DueAt: var due }] }] && due == publication.DueAt,
                PostsSuite.Patience);
        }
    }

    [Test]
    public async Task What_is_wrong_with_the_time_is_said_with_everything_else()
    {
        Resolves(new ResolvedLocalTime(null, null, new Dictionary<string, string> { ["time_zone"] = "must be a zone" }));

        var answer = await _workspace.PublishAsync(At("2027-10-31T02:30", "Mars/Olympus") with { Targets = [] });

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(answer.ErrorFields, Is.EqualTo(new[] { "targets", "time_zone" }));
    }

    [Test]
    public async Task Past_local_time_is_refused()
    {
        Resolves(new ResolvedLocalTime(Samples.Tomorrow.AddDays(-2), null, new Dictionary<string, string>()));

        var answer = await _workspace.PublishAsync(At("2020-01-01T00:00", "Europe/Berlin"));

        Assert.That(answer.ErrorFields, Is.EqualTo(new[] { "local_time" }));
    }

    [TestCase("""{"mode":"scheduled","local_time":"DAYT00:00"}""", "time_zone")]
    [TestCase("""{"mode":"scheduled","scheduled_at":"DAYT00:00:00Z","time_zone":"Europe/Berlin"}""", "time_zone")]
    [TestCase("""{"mode":"scheduled","scheduled_at":"DAYT00:00:00Z","local_time":"DAYT00:00","time_zone":"Europe/Berlin"}""", "local_time")]
    [TestCase("""{"local_time":"DAYT00:00","time_zone":"Europe/Berlin","late_policy":{"action":"skip"}}""", "late_policy,local_time,time_zone")]
    [TestCase("""{"mode":"scheduled","scheduled_at":"DAYT00:00:00Z","late_policy":{"action":"never","window_minutes":0}}""", "late_policy.action,late_policy.window_minutes")]
    [TestCase("""{"mode":"scheduled","scheduled_at":"DAYT00:00:00Z","late_policy":{"action":"ask","window_minutes":1441}}""", "late_policy.window_minutes")]
    public async Task Time_that_contradicts_itself_is_refused(string time, string fields)
    {
        var day = Samples.Tomorrow.AddDays(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var request = time.Replace("DAY", day, StringComparison.Ordinal)[..^1] + $$""","post":{"content":"Hi"},"targets":[{"account_id":"{{_account}}"}]}""";

        var answer = await _workspace.SendAsync(HttpMethod.Post, "/api/publishing/publish", request);

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest), answer.Body);
        Assert.That(answer.ErrorFields, Is.EqualTo(fields.Split(',')));
    }

    [Test]
    public async Task Nothing_is_accepted_while_the_zones_cannot_be_asked()
    {
        PostsSuite.Service.Scheduler.Next(new HttpRequestException("refused"));

        var answer = await _workspace.PublishAsync(At("2027-10-31T02:30", "Europe/Berlin"));

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(await _workspace.PostsAsync(), Is.Zero);
    }

    [TestCase(null, null, 30, "sent")]
    [TestCase("publish", 60, 59, "sent")]
    [TestCase("publish", 60, 61, "missed")]
    [TestCase(null, null, 24 * 60 + 1, "missed")]
    [TestCase("skip", null, 0, "sent")]
    [TestCase("skip", null, 2, "missed")]
    [TestCase("skip", 10, 9, "sent")]
    [TestCase("ask", null, 0, "sent")]
    [TestCase("ask", 60, 30, "late")]
    [TestCase("ask", 60, 61, "missed")]
    public async Task What_comes_due_late_follows_its_policy(string? action, int? window, int minutesLate, string becomes)
    {
        var post = await ScheduleAsync(action, window);
        var publication = post.Publications.Single();
        var plannedFor = TimeProvider.System.GetUtcNow().AddMinutes(-minutesLate);
        await PostsSuite.Service.Database.ExecuteAsync($"update post_targets set due_at = '{plannedFor:O}' where id = '{publication.PublicationId}'");

        await DueAsync(post, plannedFor);

        if (becomes == "sent")
        {
            await Eventually.BecomesTrueAsync(() => Commands(publication).Count == 1, PostsSuite.Patience);
            return;
        }

        await Eventually.BecomesTrueAsync(() => Outcomes(publication).Count == 1, PostsSuite.Patience);
        var outcome = Outcomes(publication)[0];
        Assert.That((outcome.Category, outcome.Fence, outcome.Attempt), Is.EqualTo((becomes, 0L, 1)));
        Assert.That(outcome.AnswerBefore, becomes == "late" ? Is.EqualTo(plannedFor.AddHours(1)).Within(TimeSpan.FromSeconds(1)) : Is.Null);
        Assert.That(Commands(publication), Is.Empty);
    }

    /// <summary>Results asks for what nobody took, at a time of its own; and a person's resuming is another attempt.</summary>
    [Test]
    public async Task Asking_again_makes_nothing_timely_but_another_attempt_is_sent()
    {
        var post = await ScheduleAsync("skip", null);
        var publication = post.Publications.Single();
        await PostsSuite.Service.Database.ExecuteAsync($"update post_targets set due_at = now() - interval '1 hour' where id = '{publication.PublicationId}'");

        await DueAsync(post, TimeProvider.System.GetUtcNow());
        await Eventually.BecomesTrueAsync(() => Outcomes(publication).Count == 1, PostsSuite.Patience);
        await DueAsync(post, TimeProvider.System.GetUtcNow(), attempt: 2);

        await Eventually.BecomesTrueAsync(() => Commands(publication).Count == 1, PostsSuite.Patience);
        Assert.That(Commands(publication)[0].Attempt, Is.EqualTo(2));
    }

    [Test]
    public async Task Moved_publication_is_late_by_its_new_time_and_an_older_move_changes_nothing()
    {
        var post = await ScheduleAsync("skip", null);
        var publication = post.Publications.Single();
        var now = TimeProvider.System.GetUtcNow();

        await MovedAsync(post, now.AddHours(-1), number: 2);
        await Eventually.BecomesTrueAsync(async () => await MovesAsync(publication) == 2, PostsSuite.Patience);
        await MovedAsync(post, now.AddDays(1), number: 1);
        await DueAsync(post, now);

        await Eventually.BecomesTrueAsync(() => Outcomes(publication).Count == 1, PostsSuite.Patience);
        Assert.That(Outcomes(publication)[0].Category, Is.EqualTo("missed"));
    }

    [Test]
    public async Task Scheduler_hears_what_became_of_a_publication_and_others_do_not()
    {
        var post = await ScheduleAsync(null, null);
        using var stranger = new Workspace();
        var path = $"/internal/posts/publications/{post.Publications.Single().PublicationId}";

        Assert.That((await _workspace.GetAsync(path)).As<KnownPublication>().Status, Is.EqualTo("scheduled"));
        Assert.That((await stranger.GetAsync(path)).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    private PublishRequest At(string localTime, string timeZone) =>
        Workspace.To(_account) with { Mode = "scheduled", LocalTime = localTime, TimeZone = timeZone };

    private static void Resolves(ResolvedLocalTime time) =>
        PostsSuite.Service.Scheduler.Next(HttpStatusCode.OK, JsonSerializer.Serialize(time, StrictJson.Options));

    private async Task<PublishResponse> ScheduleAsync(string? action, int? window) => (await _workspace.PublishAsync(Workspace.To(_account) with
    {
        Mode = "scheduled",
        ScheduledAt = Samples.Tomorrow,
        LatePolicy = action is null ? null : new LatePolicyRequest { Action = action, WindowMinutes = window },
    })).As<PublishResponse>();

    private Task DueAsync(PublishResponse post, DateTimeOffset dueAt, int attempt = 1) => PostsSuite.Service.PublishAsync(new PublicationsDue
    {
        Publications =
        [
            new DuePublication
            {
                PublicationId = post.Publications.Single().PublicationId, PostId = post.PostId, WorkspaceId = _workspace.Id, Attempt = attempt, DueAt = dueAt,
            },
        ],
    });

    private Task MovedAsync(PublishResponse post, DateTimeOffset dueAt, int number) => PostsSuite.Service.PublishAsync(new PublicationsMoved
    {
        Publications =
        [
            new MovedPublication
            {
                PublicationId = post.Publications.Single().PublicationId, PostId = post.PostId, WorkspaceId = _workspace.Id, DueAt = dueAt, Number = number,
            },
        ],
    });

    private static Task<int> MovesAsync(AcceptedPublication publication) =>
        PostsSuite.Service.Database.ScalarAsync<int>($"select moves from post_targets where id = '{publication.PublicationId}'");

    private static IReadOnlyList<PublishPost> Commands(AcceptedPublication publication) =>
        PostsSuite.Listener.Heard<PublishPost>(sent => sent.PublicationId == publication.PublicationId);

    private static IReadOnlyList<AttemptOutcome> Outcomes(AcceptedPublication publication) =>
    [
        .. PostsSuite.Listener.Heard<PublishAttemptsCompleted>(_ => true).SelectMany(message => message.Outcomes)
            .Where(outcome => outcome.PublicationId == publication.PublicationId),
    ];
}
