using System.Net;
using System.Text.Json;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Api.Scheduling;
using ContentMultiplier.Contracts.Scheduling;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Scheduler.Tests;

public sealed class RecurrenceTests
{
    private const string Path = "/api/publishing/recurrences";
    private Guid _workspace;
    private HttpClient _client = null!;

    [SetUp]
    public void SetUp()
    {
        _workspace = Guid.CreateVersion7();
        _client = SchedulerSuite.One.ClientOf(_workspace);
    }

    [TearDown]
    public void TearDown() => _client.Dispose();

    [Test]
    public async Task Recurrence_is_kept_listed_and_deleted_for_its_workspace_alone()
    {
        var first = await CreateAsync(Yearly());
        var second = await CreateAsync(Yearly());
        using var stranger = SchedulerSuite.One.ClientOf(Guid.CreateVersion7());

        var page = (await _client.SendAsync(HttpMethod.Get, Path + "?limit=1")).As<Page<RecurrenceResponse>>();
        var rest = (await _client.SendAsync(HttpMethod.Get, $"{Path}?limit=1&cursor={page.NextCursor}")).As<Page<RecurrenceResponse>>();

        Assert.That((page.Items.Single().Id, rest.Items.Single().Id, rest.NextCursor), Is.EqualTo((second.Id, first.Id, (string?)null)));
        Assert.That(first.Upcoming, Has.Count.EqualTo(5).And.Ordered);
        Assert.That((await stranger.SendAsync(HttpMethod.Get, $"{Path}/{first.Id}")).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await stranger.SendAsync(HttpMethod.Delete, $"{Path}/{first.Id}")).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await _client.SendAsync(HttpMethod.Delete, $"{Path}/{first.Id}")).Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await _client.SendAsync(HttpMethod.Get, $"{Path}/{first.Id}")).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    /// <summary>Both schedulers pump, and the same time made due again brings no second copy.</summary>
    [Test]
    public async Task Each_time_is_handed_over_once()
    {
        var recurrence = await CreateAsync(Yearly());
        var at = TimeProvider.System.GetUtcNow().AddMinutes(30);

        await MakeDueAsync(recurrence.Id, at);
        await Eventually.BecomesTrueAsync(() => Heard(recurrence.Id).Count == 1, SchedulerSuite.Patience);
        await MakeDueAsync(recurrence.Id, at);
        await MakeDueAsync(recurrence.Id, at.AddMinutes(1));

        await Eventually.BecomesTrueAsync(() => Heard(recurrence.Id).Count == 2, SchedulerSuite.Patience);
        Assert.That(Heard(recurrence.Id).Select(one => one.OccursAt), Is.EqualTo(new[] { at, at.AddMinutes(1) }).Using<DateTimeOffset>(Near));
        Assert.That(Heard(recurrence.Id).Select(one => one.PostId), Is.Unique);
        var due = Heard(recurrence.Id)[0];
        Assert.That((due.TemplateId, due.WorkspaceId, due.LateAction), Is.EqualTo((recurrence.Recurrence.PostId, _workspace, "skip")));
        Assert.That(due.Targets!.Single().AccountId, Is.EqualTo(recurrence.Recurrence.Targets!.Single().AccountId));
    }

    [Test]
    public async Task Of_many_times_that_passed_the_last_one_is_made()
    {
        // Half an hour from its nearest times, so that none of them comes while the test runs.
        var minute = (TimeProvider.System.GetUtcNow().Minute + 30) % 60;
        var recurrence = await CreateAsync(Yearly() with { Cron = $"{minute} * * * *", TimeZone = "UTC", Count = 50 });
        await Eventually.BecomesTrueAsync(() => Heard(recurrence.Id).Count == 1, SchedulerSuite.Patience);
        var ahead = Heard(recurrence.Id)[0].OccursAt;

        await MakeDueAsync(recurrence.Id, ahead.AddHours(-11));

        await Eventually.BecomesTrueAsync(() => Heard(recurrence.Id).Count >= 2, SchedulerSuite.Patience);
        Assert.That(Heard(recurrence.Id)[1].OccursAt, Is.EqualTo(ahead.AddHours(-1)));
        var after = (await _client.SendAsync(HttpMethod.Get, $"{Path}/{recurrence.Id}")).As<RecurrenceResponse>();
        Assert.That(after.Skipped, Is.EqualTo(10));
    }

    [Test]
    public async Task Recurrence_ends_with_its_count()
    {
        var recurrence = await CreateAsync(Yearly() with { Count = 1 });

        await MakeDueAsync(recurrence.Id, TimeProvider.System.GetUtcNow());
        await Eventually.BecomesTrueAsync(() => Heard(recurrence.Id).Count == 1, SchedulerSuite.Patience);

        var after = (await _client.SendAsync(HttpMethod.Get, $"{Path}/{recurrence.Id}")).As<RecurrenceResponse>();
        Assert.That((after.Made, after.Upcoming.Count), Is.EqualTo((1, 0)));
    }

    [Test]
    public async Task Refused_time_shows_with_its_recurrence()
    {
        var recurrence = await CreateAsync(Yearly());

        await SchedulerSuite.Other.PublishAsync(new OccurrencesRefused
        {
            Refusals = [new RefusedOccurrence { RecurrenceId = recurrence.Id, OccursAt = TimeProvider.System.GetUtcNow(), Problem = "too long" }],
        });

        await Eventually.BecomesTrueAsync(
            async () => (await _client.SendAsync(HttpMethod.Get, $"{Path}/{recurrence.Id}")).As<RecurrenceResponse>().Problem == "too long",
            SchedulerSuite.Patience);
    }

    [Test]
    public async Task Repeated_request_makes_one_recurrence()
    {
        _client.DefaultRequestHeaders.Add("Idempotency-Key", "weekly");
        var request = Yearly();

        var first = await CreateAsync(request);
        var again = await CreateAsync(request);
        var other = await _client.SendAsync(HttpMethod.Post, Path, request with { Count = 3 });

        Assert.That(again.Id, Is.EqualTo(first.Id));
        Assert.That((other.Status, other.Code), Is.EqualTo((HttpStatusCode.UnprocessableEntity, "idempotency_key_reused")));
    }

    [Test]
    public async Task Twenty_repeated_requests_at_once_make_one_recurrence()
    {
        _client.DefaultRequestHeaders.Add("Idempotency-Key", "at-once");
        var request = Yearly();

        var made = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => CreateAsync(request)));

        Assert.That(made.Select(one => one.Id).Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task What_posts_refuses_is_refused_in_its_words()
    {
        SchedulerSuite.One.Posts.Next(HttpStatusCode.UnprocessableEntity, """
            {"type":"urn:content-multiplier:validation_failed","title":"No.","status":422,"trace_id":"1","errors":{"post.content":["is too long"]}}
            """);

        var answer = await _client.SendAsync(HttpMethod.Post, Path, Yearly());

        Assert.That((answer.Status, answer.Code), Is.EqualTo((HttpStatusCode.UnprocessableEntity, "validation_failed")));
        Assert.That(answer.ErrorFields, Is.EqualTo(new[] { "post.content" }));
    }

    [TestCase("""{"cron":"daily","time_zone":"Mars","count":0,"ends_at":"2020-01-01T00:00:00Z"}""", "count,cron,ends_at,time_zone")]
    [TestCase("""{"cron":"0 0 31 2 *","time_zone":"Europe/Berlin"}""", "cron")]
    public async Task Bad_recurrence_is_refused_with_everything_that_is_wrong(string body, string fields)
    {
        var answer = await _client.SendAsync(HttpMethod.Post, Path, JsonElement.Parse(body[..^1] + $$""","post_id":"{{Guid.CreateVersion7()}}"}"""));

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest), answer.Body);
        Assert.That(answer.ErrorFields, Is.EqualTo(fields.Split(',')));
    }

    [Test]
    public async Task Recurrence_that_ends_before_its_first_time_is_refused()
    {
        var answer = await _client.SendAsync(HttpMethod.Post, Path, Yearly() with { EndsAt = TimeProvider.System.GetUtcNow().AddDays(10) });

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest), answer.Body);
        Assert.That(answer.ErrorFields, Is.EqualTo(new[] { "cron" }));
    }

    [Test]
    public async Task Who_may_only_read_creates_none()
    {
        using var reader = SchedulerSuite.One.ClientOf(_workspace, Policies.Read);

        Assert.That((await reader.SendAsync(HttpMethod.Post, Path, Yearly())).Status, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    /// <summary>Far enough away that only the test makes it due.</summary>
    private static RecurrenceRequest Yearly()
    {
        var day = TimeProvider.System.GetUtcNow().AddDays(100);
        return new()
        {
            PostId = Guid.CreateVersion7(),
            Targets = [new TargetRequest { AccountId = Guid.CreateVersion7() }],
            Cron = $"0 9 {Math.Min(day.Day, 28)} {day.Month} *",
            TimeZone = "Europe/Berlin",
            LatePolicy = new LatePolicyRequest { Action = "skip" },
        };
    }

    private async Task<RecurrenceResponse> CreateAsync(RecurrenceRequest request) =>
        (await _client.SendAsync(HttpMethod.Post, Path, request)).As<RecurrenceResponse>();

    private static Task MakeDueAsync(Guid id, DateTimeOffset at) =>
        SchedulerSuite.Database.ExecuteAsync($"update recurrences set next_at = '{at:O}' where id = '{id}'");

    private static IReadOnlyList<DueOccurrence> Heard(Guid id) => SchedulerSuite.Posts.OccurrencesOf(id);

    private static bool Near(DateTimeOffset one, DateTimeOffset other) => (one - other).Duration() < TimeSpan.FromMilliseconds(1);
}
