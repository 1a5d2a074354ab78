using System.Net;
using System.Net.Http.Json;
using ContentMultiplier.Contracts.Api.Scheduling;
using ContentMultiplier.Contracts.Scheduling;
using ContentMultiplier.ServiceDefaults.Errors;

namespace ContentMultiplier.Scheduler.Tests;

public sealed class ListScheduleTests
{
    private static readonly DateTimeOffset Start = new(2040, 1, 1, 0, 0, 0, TimeSpan.Zero);
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
    public async Task Schedule_is_walked_through_in_order_of_time()
    {
        // Several at the same instant: the cursor must not lose any of them.
        var entries = Enumerable.Range(0, 7).Select(i => SchedulerSuite.Entry(_workspace, Start.AddHours(i / 3))).ToArray();
        await SchedulerSuite.ScheduleAndWaitAsync(entries);

        List<ScheduledItem> seen = [];
        string? cursor = null;
        do
        {
            var page = await GetAsync("?limit=2" + (cursor is null ? "" : "&cursor=" + cursor));
            seen.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.That(seen.Select(item => item.PublicationId), Is.EquivalentTo(entries.Select(entry => entry.PublicationId)));
        Assert.That(seen.Select(item => item.DueAt), Is.Ordered);
    }

    [Test]
    public async Task Window_takes_its_beginning_and_leaves_its_end()
    {
        var entries = Enumerable.Range(0, 4).Select(i => SchedulerSuite.Entry(_workspace, Start.AddHours(i))).ToArray();
        await SchedulerSuite.ScheduleAndWaitAsync(entries);

        var page = await GetAsync("?from=2040-01-01T02:00:00%2B01:00&to=2040-01-01T03:00:00Z");

        Assert.That(page.Items.Select(item => item.PublicationId), Is.EqualTo(new[] { entries[1].PublicationId, entries[2].PublicationId }));
    }

    [Test]
    public async Task Schedule_of_another_workspace_is_not_seen_even_with_its_cursor()
    {
        var foreign = Guid.CreateVersion7();
        await SchedulerSuite.ScheduleAndWaitAsync([.. Enumerable.Range(0, 3).Select(i => SchedulerSuite.Entry(foreign, Start.AddHours(i)))]);
        using var owner = SchedulerSuite.One.ClientOf(foreign);
        var theirs = await owner.GetFromJsonAsync<ScheduleResponse>("/api/publishing/schedule?limit=1", StrictJson.Options);

        var mine = await GetAsync("?cursor=" + theirs!.NextCursor);

        Assert.That(theirs.Items, Has.Count.EqualTo(1));
        Assert.That(mine.Items, Is.Empty);
    }

    [TestCase("?limit=0")]
    [TestCase("?from=yesterday")]
    [TestCase("?from=2040-01-02T00:00:00Z&to=2040-01-01T00:00:00Z")]
    [TestCase("?cursor=nothing")]
    [TestCase("?cursor=__________________________________8")]
    public async Task Bad_parameter_is_refused(string query)
    {
        using var response = await _client.GetAsync("/api/publishing/schedule" + query);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task Nobody_sees_a_schedule_without_a_ticket()
    {
        using var anonymous = SchedulerSuite.One.CreateClient();

        using var response = await anonymous.GetAsync("/api/publishing/schedule");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    private async Task<ScheduleResponse> GetAsync(string query) =>
        (await _client.GetFromJsonAsync<ScheduleResponse>("/api/publishing/schedule" + query, StrictJson.Options))!;
}
