using System.Net;
using System.Text.Json;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Api.Scheduling;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Scheduler.Slots;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.Testing;
using NodaTime;

namespace ContentMultiplier.Scheduler.Tests;

public sealed class SlotTests
{
    private const string Path = "/api/publishing/slots";
    private const string Take = "/internal/slots/take";
    private static readonly IReadOnlyList<WeeklySlot> EveryDay =
        [.. new[] { "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday" }.Select(day => new WeeklySlot(day, "09:30"))];

    private Guid _workspace;
    private Guid _account;
    private HttpClient _client = null!;
    private HttpClient _other = null!;

    [SetUp]
    public void SetUp()
    {
        _workspace = Guid.CreateVersion7();
        _account = Guid.CreateVersion7();
        _client = SchedulerSuite.One.ClientOf(_workspace);
        _other = SchedulerSuite.Other.ClientOf(_workspace);
    }

    [TearDown]
    public void TearDown()
    {
        _client.Dispose();
        _other.Dispose();
    }

    [Test]
    public async Task Slots_are_kept_replaced_and_removed_for_their_workspace_alone()
    {
        var set = await SetAsync(EveryDay);
        var replaced = await SetAsync([new("sunday", "00:00"), new("monday", "23:59")]);
        using var stranger = SchedulerSuite.One.ClientOf(Guid.CreateVersion7());

        Assert.That(set.NextFreeAt, Is.Not.Null);
        Assert.That(replaced.Slots, Is.EqualTo(new[] { new WeeklySlot("monday", "23:59"), new WeeklySlot("sunday", "00:00") }));
        Assert.That((await ListAsync(_client)).Select(item => item.AccountId), Is.EqualTo(new[] { _account }));
        Assert.That(await ListAsync(stranger), Is.Empty);
        Assert.That((await SetAsync([])).NextFreeAt, Is.Null);
        Assert.That(await ListAsync(_client), Is.Empty);
    }

    [Test]
    public async Task Two_schedulers_give_no_slot_twice()
    {
        await SetAsync(EveryDay);
        var wishes = Enumerable.Range(0, 20).Select(_ => new SlotWish(Guid.CreateVersion7(), _account)).ToList();

        var answers = await Task.WhenAll(wishes.Chunk(2).Select((chunk, i) =>
            (i % 2 == 0 ? _client : _other).SendAsync(HttpMethod.Post, Take, new TakeSlotsRequest(chunk, IsTrial: false))));

        var taken = answers.SelectMany(answer => answer.As<TakenSlots>().Slots).Select(slot => slot.At!.Value).Order().ToList();
        Assert.That(taken, Has.Count.EqualTo(20).And.Unique);
        Assert.That(taken.Zip(taken.Skip(1), (one, next) => next - one), Is.All.LessThan(TimeSpan.FromHours(26)));
    }

    [Test]
    public async Task Planned_publication_takes_its_slot_and_a_cancelled_one_gives_it_back()
    {
        await SetAsync(EveryDay);
        var publication = Guid.CreateVersion7();
        var trial = await TakeAsync(publication, isTrial: true);
        var first = await TakeAsync(publication);
        await SchedulerSuite.ScheduleAndWaitAsync(SchedulerSuite.Entry(_workspace, first, publicationId: publication) with { AccountId = _account });
        var second = await TakeAsync(Guid.CreateVersion7(), isTrial: true);

        await SchedulerSuite.Other.PublishAsync(new PublicationsCancelled { PublicationIds = [publication] });
        await Eventually.BecomesTrueAsync(async () => await SchedulerSuite.RowsAsync(_workspace) == 0, SchedulerSuite.Patience);

        Assert.That(trial, Is.EqualTo(first));
        Assert.That(second, Is.GreaterThan(first));
        Assert.That(await TakeAsync(Guid.CreateVersion7(), isTrial: true), Is.EqualTo(first));
    }

    [Test]
    public async Task Slot_that_nobody_used_is_free_again_after_a_while()
    {
        await SetAsync(EveryDay);
        var first = await TakeAsync(Guid.CreateVersion7());

        await SchedulerSuite.Database.ExecuteAsync($"update slot_reservations set expires_at = now() where workspace_id = '{_workspace}'");

        Assert.That(await TakeAsync(Guid.CreateVersion7()), Is.EqualTo(first));
    }

    [Test]
    public async Task Account_without_slots_has_none_free()
    {
        var answer = await _client.SendAsync(HttpMethod.Post, Take, new TakeSlotsRequest([new(Guid.CreateVersion7(), _account)], IsTrial: false));

        Assert.That(answer.As<TakenSlots>().Slots.Single().At, Is.Null);
    }

    [Test]
    public void Slots_keep_to_the_clock_on_the_wall_over_both_changes_of_the_clocks()
    {
        var zone = DateTimeZoneProviders.Tzdb["Europe/Berlin"];
        var sundays = SlotWeek.Read([new("sunday", "02:30"), new("sunday", "03:30")], new());

        var spring = Walk(sundays, zone, Instant.FromUtc(2027, 3, 27, 0, 0), 3);
        var autumn = Walk(sundays, zone, Instant.FromUtc(2027, 10, 30, 0, 0), 2);

        // 02:30 moves to 03:30 on the day of the gap, which is one slot with the other; in autumn the first 02:30 is taken.
        Assert.That(spring, Is.EqualTo(new[] { Instant.FromUtc(2027, 3, 28, 1, 30), Instant.FromUtc(2027, 4, 4, 0, 30), Instant.FromUtc(2027, 4, 4, 1, 30) }));
        Assert.That(autumn, Is.EqualTo(new[] { Instant.FromUtc(2027, 10, 31, 0, 30), Instant.FromUtc(2027, 10, 31, 2, 30) }));
    }

    [Test]
    public async Task Bad_slots_are_refused_with_everything_that_is_wrong()
    {
        var answer = await _client.SendAsync(HttpMethod.Put, Path, JsonElement.Parse(
            $$"""{"account_id":"{{_account}}","time_zone":"Mars","slots":[{"day":"Monday","time":"9:30"},{"day":"friday","time":"09:30"},{"day":"friday","time":"09:30"},null]}"""));

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest), answer.Body);
        Assert.That(answer.ErrorFields, Is.EqualTo(new[] { "slots[0].day", "slots[0].time", "slots[2]", "slots[3].day", "slots[3].time", "time_zone" }));
    }

    [Test]
    public async Task Who_may_only_read_sets_no_slots()
    {
        using var reader = SchedulerSuite.One.ClientOf(_workspace, Policies.Read);

        var answer = await reader.SendAsync(HttpMethod.Put, Path, new SlotsRequest { AccountId = _account, TimeZone = "Europe/Berlin", Slots = [] });

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    private static List<Instant> Walk(int[] minutes, DateTimeZone zone, Instant from, int count)
    {
        List<Instant> found = [];
        for (var i = 0; i < count; i++)
        {
            found.Add(from = SlotWeek.NextFree(minutes, zone, from, new HashSet<Instant>())!.Value);
        }

        return found;
    }

    private async Task<SlotsResponse> SetAsync(IReadOnlyList<WeeklySlot> slots) => (await _client.SendAsync(
        HttpMethod.Put, Path, new SlotsRequest { AccountId = _account, TimeZone = "Europe/Berlin", Slots = slots })).As<SlotsResponse>();

    private static async Task<IReadOnlyList<SlotsResponse>> ListAsync(HttpClient client) =>
        (await client.SendAsync(HttpMethod.Get, Path)).As<SlotListResponse>().Items;

    private async Task<DateTimeOffset> TakeAsync(Guid publicationId, bool isTrial = false) => (await _client.SendAsync(
        HttpMethod.Post, Take, new TakeSlotsRequest([new(publicationId, _account)], isTrial))).As<TakenSlots>().Slots.Single().At!.Value;
}
