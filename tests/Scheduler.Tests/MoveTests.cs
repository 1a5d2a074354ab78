using System.Net;
using System.Text.Json;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Api.Scheduling;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Scheduler.Tests;

public sealed class MoveTests
{
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
    public async Task Moved_publication_leaves_at_its_new_time_and_once()
    {
        var entry = SchedulerSuite.Entry(_workspace, TimeProvider.System.GetUtcNow().AddHours(1));
        await SchedulerSuite.ScheduleAndWaitAsync(entry);
        var soon = TimeProvider.System.GetUtcNow().AddSeconds(5);

        var moved = (await MoveAsync(entry.PublicationId, new MoveRequest { ScheduledAt = soon })).As<MoveResponse>();

        Assert.That(moved.DueAt, Is.EqualTo(soon).Within(TimeSpan.FromMicroseconds(1)));
        await Eventually.BecomesTrueAsync(() => SchedulerSuite.Posts.Of(_workspace).Count == 1, SchedulerSuite.Patience);
        var due = SchedulerSuite.Posts.Of(_workspace)[0];
        Assert.That(due.At, Is.GreaterThanOrEqualTo(moved.DueAt));
        Assert.That((due.Publication.PublicationId, due.Publication.MovedTo), Is.EqualTo((entry.PublicationId, moved.DueAt)));
        await Eventually.BecomesTrueAsync(() => SchedulerSuite.Posts.MovesOf(_workspace).Count == 1, SchedulerSuite.Patience);
        var told = SchedulerSuite.Posts.MovesOf(_workspace)[0];
        Assert.That((told.PublicationId, told.DueAt, told.Number), Is.EqualTo((entry.PublicationId, moved.DueAt, 1)));
    }

    [Test]
    public async Task Move_takes_a_local_time_and_says_what_became_of_it()
    {
        var entry = SchedulerSuite.Entry(_workspace, TimeProvider.System.GetUtcNow().AddHours(1));
        await SchedulerSuite.ScheduleAndWaitAsync(entry);

        var day = NextEndOfSummerTime();

        var moved = (await MoveAsync(entry.PublicationId, new MoveRequest { LocalTime = $"{day:yyyy-MM-dd}T02:30", TimeZone = "Europe/Berlin" })).As<MoveResponse>();
        var listed = (await _client.SendAsync(HttpMethod.Get, $"/api/publishing/schedule?from={day:yyyy-MM-dd}T00:00:00Z&to={day.AddDays(1):yyyy-MM-dd}T00:00:00Z"))
            .As<ScheduleResponse>();

        Assert.That(moved.ResolvedAt, Is.EqualTo(new DateTimeOffset(day, new TimeOnly(0, 30), TimeSpan.Zero)));
        Assert.That(moved.Warnings, Has.Count.EqualTo(1).And.One.Contain("comes twice"));
        Assert.That(listed.Items.Select(item => (item.PublicationId, item.DueAt)), Is.EqualTo(new[] { (entry.PublicationId, moved.ResolvedAt!.Value) }));
    }

    [TestCase("published", "published")]
    [TestCase("scheduled", "status")]
    public async Task What_has_left_is_refused_with_what_became_of_it(string status, string said)
    {
        var gone = Guid.CreateVersion7();
        SchedulerSuite.One.Posts.Next(HttpStatusCode.OK, JsonSerializer.Serialize(
            new KnownPublication(gone, "twitter", Guid.CreateVersion7(), null, status, null), StrictJson.Options));

        var answer = await MoveAsync(gone, new MoveRequest { ScheduledAt = TimeProvider.System.GetUtcNow().AddHours(1) });

        Assert.That((answer.Status, answer.Code), Is.EqualTo((HttpStatusCode.Conflict, "has_left")));
        Assert.That(answer.Body, Does.Contain(said));
    }

    [Test]
    public async Task Publication_of_another_workspace_is_not_there()
    {
        var foreign = SchedulerSuite.Entry(Guid.CreateVersion7(), TimeProvider.System.GetUtcNow().AddHours(1));
        await SchedulerSuite.ScheduleAndWaitAsync(foreign);

        var answer = await MoveAsync(foreign.PublicationId, new MoveRequest { ScheduledAt = TimeProvider.System.GetUtcNow().AddHours(2) });

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Further_attempt_is_not_moved()
    {
        var entry = SchedulerSuite.Entry(_workspace, TimeProvider.System.GetUtcNow().AddHours(1), attempt: 2);
        await SchedulerSuite.ScheduleAndWaitAsync(entry);

        var answer = await MoveAsync(entry.PublicationId, new MoveRequest { ScheduledAt = TimeProvider.System.GetUtcNow().AddHours(2) });

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase("""{}""", "scheduled_at")]
    [TestCase("""{"scheduled_at":"2020-01-01T00:00:00Z"}""", "scheduled_at")]
    [TestCase("""{"scheduled_at":"2099-01-01T00:00:00Z"}""", "scheduled_at")]
    [TestCase("""{"scheduled_at":"2027-01-01T00:00:00Z","local_time":"2027-01-01T00:00"}""", "scheduled_at")]
    [TestCase("""{"local_time":"2020-01-01T00:00","time_zone":"Europe/Berlin"}""", "local_time")]
    [TestCase("""{"local_time":"soon","time_zone":"Nowhere"}""", "local_time,time_zone")]
    public async Task Bad_time_is_refused(string body, string fields)
    {
        var known = Guid.CreateVersion7();
        SchedulerSuite.One.Posts.Next(HttpStatusCode.OK, JsonSerializer.Serialize(
            new KnownPublication(known, "twitter", Guid.CreateVersion7(), null, "scheduled", null), StrictJson.Options));

        var answer = await _client.SendAsync(HttpMethod.Patch, $"/api/publishing/schedule/{known}", JsonElement.Parse(body));

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest), answer.Body);
        Assert.That(answer.ErrorFields, Is.EqualTo(fields.Split(',')));
    }

    [Test]
    public async Task Who_may_only_read_moves_nothing()
    {
        using var reader = SchedulerSuite.One.ClientOf(_workspace, Policies.Read);

        var answer = await reader.SendAsync(HttpMethod.Patch, $"/api/publishing/schedule/{Guid.CreateVersion7()}", new MoveRequest());

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    /// <summary>The last Sunday of October of the first year in which it is ahead for certain.</summary>
    private static DateOnly NextEndOfSummerTime()
    {
        var soon = TimeProvider.System.GetUtcNow().AddDays(8);
        var lastOfOctober = new DateOnly(soon.Month > 10 ? soon.Year + 1 : soon.Year, 10, 31);
        return lastOfOctober.AddDays(-(int)lastOfOctober.DayOfWeek);
    }

    private Task<Answer> MoveAsync(Guid publicationId, MoveRequest request) =>
        _client.SendAsync(HttpMethod.Patch, $"/api/publishing/schedule/{publicationId}", request);
}
