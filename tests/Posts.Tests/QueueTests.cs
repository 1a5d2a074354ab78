using System.Net;
using System.Text.Json;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Scheduling;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Posts.Tests;

public sealed class QueueTests
{
    private Workspace _workspace = null!;
    private Guid _twitter;
    private Guid _discord;

    [SetUp]
    public async Task SetUpAsync()
    {
        _workspace = new Workspace();
        _twitter = await _workspace.ConnectAsync(Samples.Twitter);
        _discord = await _workspace.ConnectAsync(Samples.Discord);
    }

    [TearDown]
    public void TearDown() => _workspace.Dispose();

    [Test]
    public async Task Each_account_takes_a_slot_of_its_own()
    {
        Gives(Samples.Tomorrow, Samples.Tomorrow.AddHours(2));

        var post = (await _workspace.PublishAsync(Queued())).As<PublishResponse>();

        Assert.That(post.Status, Is.EqualTo("scheduled"));
        Assert.That(post.Publications.Select(one => one.DueAt), Is.EqualTo(new DateTimeOffset?[] { Samples.Tomorrow, Samples.Tomorrow.AddHours(2) }));
        await Eventually.BecomesTrueAsync(
            () => PostsSuite.Listener.Heard<SchedulePublications>(message => message.Entries[0].PostId == post.PostId)
                is [{ Entries: [{ DueAt: var one }, { DueAt: var two }] }] && one == Samples.Tomorrow && two == Samples.Tomorrow.AddHours(2),
            PostsSuite.Patience);
        var known = (await _workspace.GetAsync($"/internal/posts/{post.PostId}/publications")).As<PostPublications>();
        Assert.That(known.Publications.Select(one => one.DueAt).Order(), Is.EqualTo(new DateTimeOffset?[] { Samples.Tomorrow, Samples.Tomorrow.AddHours(2) })
            .Using<DateTimeOffset?>((one, other) => (one - other)!.Value.Duration() < TimeSpan.FromMilliseconds(1)));
    }

    [Test]
    public async Task Trial_shows_the_slots_and_takes_none()
    {
        Gives(Samples.Tomorrow, Samples.Tomorrow);

        var answer = (await _workspace.PostAsync("/api/publishing/publish?dry_run=true", Queued())).As<DryRunResponse>();

        Assert.That(answer.Targets.Select(target => target.DueAt), Is.All.EqualTo(Samples.Tomorrow));
        Assert.That(JsonElement.Parse(PostsSuite.Service.Scheduler.Requests[^1].Body).GetProperty("is_trial").GetBoolean());
        Assert.That(await _workspace.PostsAsync(), Is.Zero);
    }

    [Test]
    public async Task Account_without_a_free_slot_is_named_and_nothing_is_stored()
    {
        Gives(Samples.Tomorrow, null);

        var answer = await _workspace.PublishAsync(Queued());

        Assert.That((answer.Status, answer.ErrorFields.Single()), Is.EqualTo((HttpStatusCode.UnprocessableEntity, "targets[1]")), answer.Body);
        Assert.That(answer.ErrorAt("targets[1]"), Does.Contain("PUT /api/publishing/slots"));
        Assert.That(await _workspace.PostsAsync(), Is.Zero);
    }

    [Test]
    public async Task Repeated_request_takes_no_other_slots()
    {
        Gives(Samples.Tomorrow, Samples.Tomorrow);
        var first = await _workspace.PublishAsync(Queued(), ("Idempotency-Key", "queue-once"));
        var asked = PostsSuite.Service.Scheduler.Requests.Count;

        var again = await _workspace.PublishAsync(Queued(), ("Idempotency-Key", "queue-once"));

        Assert.That(again.Body, Is.EqualTo(first.Body));
        Assert.That(PostsSuite.Service.Scheduler.Requests, Has.Count.EqualTo(asked));
    }

    [Test]
    public async Task Queue_names_no_time_of_its_own()
    {
        var answer = await _workspace.PublishAsync(Queued() with
        {
            ScheduledAt = Samples.Tomorrow, TimeZone = "Europe/Berlin", LatePolicy = new LatePolicyRequest { Action = "skip" },
        });

        Assert.That(answer.ErrorFields, Is.EqualTo(new[] { "scheduled_at", "time_zone" }));
    }

    private PublishRequest Queued() => Workspace.To(_twitter, _discord) with { Mode = "queue" };

    private static void Gives(params DateTimeOffset?[] slots) => PostsSuite.Service.Scheduler.Next((request, _) =>
    {
        var wishes = JsonSerializer.Deserialize<TakeSlotsRequest>(request.Body, StrictJson.Options)!.Wishes;
        var taken = new TakenSlots([.. wishes.Zip(slots, (wish, at) => new TakenSlot(wish.PublicationId, at))]);
        return Task.FromResult(StubHttp.Answer(HttpStatusCode.OK, JsonSerializer.Serialize(taken, StrictJson.Options)));
    });
}
