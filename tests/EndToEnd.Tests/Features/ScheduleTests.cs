using System.Net;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.EndToEnd.Tests.Support;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>What is to leave later leaves then; what is not to leave does not. The platforms' clock is the judge.</summary>
public sealed class ScheduleTests
{
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _clock = TimeProvider.System;
    private Publisher _publisher = null!;

    [OneTimeSetUp]
    public async Task TakePublisherAsync() => _publisher = await Publisher.SharedAsync();

    /// <summary>Whatever else the machine is busy with for a moment is not the suite's lateness; three times in a row would be.</summary>
    [Test]
    [Retry(3)]
    public async Task Scheduled_posts_leave_never_early_and_at_most_a_second_late()
    {
        // A process that has just been started compiles what it runs for the first time; that is not what is measured.
        await _publisher.WaitUntilAcceptedAsync(_publisher.Twitter, (await ScheduleAsync("Warming up", TimeSpan.FromSeconds(3), _publisher.Twitter)).Text);

        var sent = new List<(string Text, DateTimeOffset DueAt, Guid PostId)>();
        foreach (var ahead in (double[])[5, 5.25, 5.5, 6])
        {
            sent.Add(await ScheduleAsync("At its time", TimeSpan.FromSeconds(ahead), _publisher.Twitter, _publisher.Discord));
        }

        var planned = await _publisher.Client.GetAsync("/api/publishing/schedule?limit=200");
        var publications = planned.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("post_id").GetGuid()).ToList();
        foreach (var (text, dueAt, postId) in sent)
        {
            foreach (var account in (ConnectedAccount[])[_publisher.Twitter, _publisher.Discord])
            {
                var post = await _publisher.WaitUntilAcceptedAsync(account, text);
                Assert.That(post.At - dueAt, Is.InRange(TimeSpan.Zero, Late), $"{account.Platform}: due at {dueAt:O}, arrived at {post.At:O}");
            }

            Assert.That(publications.Count(planned => planned == postId), Is.EqualTo(2), planned.Body);
        }
    }

    [Test]
    public async Task Cancelled_post_never_leaves()
    {
        var cancelled = await ScheduleAsync("Better not", TimeSpan.FromSeconds(8), _publisher.Twitter, _publisher.Discord);
        var later = await ScheduleAsync("Later", TimeSpan.FromSeconds(8.5), _publisher.Twitter, _publisher.Discord);

        var answer = await _publisher.Client.PostAsync($"/api/publishing/cancel/{cancelled.PostId}");

        // The later one's arrival is the proof that the time of the earlier one has passed.
        await _publisher.WaitUntilAcceptedAsync(_publisher.Twitter, later.Text);
        await _publisher.WaitUntilAcceptedAsync(_publisher.Discord, later.Text);
        var status = await _publisher.Client.StatusAsync(cancelled.PostId);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Json.GetProperty("publications").EnumerateArray().Select(one => one.GetProperty("changed").GetBoolean()), Is.EqualTo([true, true]), answer.Body);
            Assert.That(status.Status, Is.EqualTo("cancelled"));
            Assert.That(status.Publications.Select(publication => publication.Status), Is.EqualTo(["cancelled", "cancelled"]));
        });
        Assert.That(await _publisher.AcceptedAsync(_publisher.Twitter, cancelled.Text), Is.Empty);
        Assert.That(await _publisher.AcceptedAsync(_publisher.Discord, cancelled.Text), Is.Empty);
    }

    [Test]
    public async Task Draft_stays_until_it_is_published_by_its_id()
    {
        var text = Publisher.NewText("Thinking about it");
        var draft = await _publisher.Client.PublishAsync(new PublishRequest
        {
            Post = new() { Content = text },
            Targets = [Publisher.To(_publisher.Twitter), Publisher.To(_publisher.Discord)],
            Mode = "draft",
        });
        var later = await _publisher.Client.PublishAsync(Publisher.NewText("Sent after the draft"), _publisher.Twitter, _publisher.Discord);
        await _publisher.Client.WaitUntilSettledAsync(later.PostId, Publisher.Patience);
        var unsent = await _publisher.Client.StatusAsync(draft.PostId);
        var early = (await _publisher.AcceptedAsync(_publisher.Twitter, text)).Concat(await _publisher.AcceptedAsync(_publisher.Discord, text)).ToList();

        var published = await _publisher.Client.PublishAsync(new PublishRequest { PostId = draft.PostId });
        var status = await _publisher.Client.WaitUntilSettledAsync(draft.PostId, Publisher.Patience);
        var again = await _publisher.Client.PostAsync("/api/publishing/publish", new { post_id = draft.PostId, platforms = new[] { "twitter" } });

        Assert.Multiple(() =>
        {
            Assert.That(draft.Status, Is.EqualTo("draft"));
            Assert.That(unsent.Status, Is.EqualTo("draft"));
            Assert.That(early, Is.Empty);
            Assert.That(published.PostId, Is.EqualTo(draft.PostId));
            Assert.That(status.Status, Is.EqualTo("published"));
            Assert.That(again.Status, Is.EqualTo(HttpStatusCode.Conflict), again.Body);
        });
        Assert.That(await _publisher.AcceptedAsync(_publisher.Twitter, text), Has.Count.EqualTo(1));
        Assert.That(await _publisher.AcceptedAsync(_publisher.Discord, text), Has.Count.EqualTo(1));
    }

    private async Task<(string Text, DateTimeOffset DueAt, Guid PostId)> ScheduleAsync(string about, TimeSpan ahead, params ConnectedAccount[] accounts)
    {
        var text = Publisher.NewText(about);
        var dueAt = _clock.GetUtcNow() + ahead;
        var answer = await _publisher.Client.PublishAsync(new PublishRequest
        {
            Post = new() { Content = text },
            Targets = [.. accounts.Select(Publisher.To)],
            Mode = "scheduled",
            ScheduledAt = dueAt,
        });
        return (text, dueAt, answer.PostId);
    }
}
