using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.ServiceDefaults.Audit;
using ContentMultiplier.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.ServiceDefaults.Tests;

/// <summary>What was not allowed is counted within bounds, and reported until it was taken.</summary>
public sealed class DenialLogTests
{
    private static readonly Guid Workspace = Guid.CreateVersion7();

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _clock = new();

    [Test]
    public void The_same_again_and_again_is_one_entry_with_its_number()
    {
        var log = new DenialLog(_clock);
        var first = _clock.GetUtcNow();
        for (var time = 0; time < 1000; time++)
        {
            log.Add(Of(Workspace, "POST /api/posts"));
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        var entry = log.Take().Single();

        Assert.That((entry.Count, entry.FirstAt, entry.SubjectId), Is.EqualTo((1000L, first, "POST /api/posts")));
        Assert.That(log.Take(), Is.Empty);
    }

    [Test]
    public void Who_tries_everything_gets_a_bounded_number_of_entries_and_leaves_room_for_others()
    {
        var log = new DenialLog(_clock);
        for (var time = 0; time < 10_000; time++)
        {
            log.Add(Of(Workspace, $"GET /{time}"));
        }

        var other = Guid.CreateVersion7();
        log.Add(Of(other, "POST /api/posts"));

        var taken = log.Take();
        var own = taken.Where(entry => entry.WorkspaceId == Workspace).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(own, Has.Count.EqualTo(DenialLog.MostKindsOfWorkspace + 1));
            Assert.That(own.Sum(entry => entry.Count), Is.EqualTo(10_000));
            Assert.That(own.Single(entry => entry.SubjectId == DenialLog.Others).Count, Is.EqualTo(10_000 - DenialLog.MostKindsOfWorkspace));
            Assert.That(taken.Single(entry => entry.WorkspaceId == other).SubjectId, Is.EqualTo("POST /api/posts"));
        });
    }

    [Test]
    public void Many_workspaces_are_bounded_together()
    {
        var log = new DenialLog(_clock);
        for (var time = 0; time < 10_000; time++)
        {
            log.Add(Of(Guid.CreateVersion7(), "POST /api/posts"));
        }

        var taken = log.Take();

        Assert.That(taken, Has.Count.EqualTo(DenialLog.MostKinds + 1));
        Assert.That(taken.Sum(entry => entry.Count), Is.EqualTo(10_000));
    }

    [Test]
    public async Task A_report_that_was_not_taken_comes_again_as_it_was()
    {
        var log = new DenialLog(_clock);
        var sink = new Sink { IsAway = true };
        using var reports = new DenialReports(log, sink, Options.Create(new DenialOptions()), _clock, NullLogger<DenialReports>.Instance);
        await reports.StartAsync(CancellationToken.None);
        log.Add(Of(Workspace, "first"));
        await UntilTriedAsync(sink, 1);
        log.Add(Of(Workspace, "second"));
        sink.IsAway = false;
        await UntilTriedAsync(sink, 2);

        await reports.StopAsync(CancellationToken.None);

        var (lost, again) = (sink.Tried[0], sink.Tried[1]);
        Assert.Multiple(() =>
        {
            Assert.That(again.Id, Is.EqualTo(lost.Id));
            Assert.That(again.Denials.Single().SubjectId, Is.EqualTo("first"));
            Assert.That(sink.Tried[^1].Denials.Single().SubjectId, Is.EqualTo("second"), "what is left is reported at the end");
        });
    }

    private static Denial Of(Guid workspace, string subject) => new("policy.deny", "route", subject, "forbidden") { WorkspaceId = workspace };

    /// <summary>One interval for one more try: a second one would take what the test still adds to.</summary>
    private async Task UntilTriedAsync(Sink sink, int times)
    {
        await Eventually.BecomesTrueAsync(() => _clock.WaitingTimers > 0, Patience);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await Eventually.BecomesTrueAsync(() => sink.Tried.Count >= times, Patience);
    }

    private sealed class Sink : IDenialSink
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<ReportDenialsRequest> _tried = new();

        public volatile bool IsAway;

        public IReadOnlyList<ReportDenialsRequest> Tried => [.. _tried];

        public Task KeepAsync(ReportDenialsRequest report, CancellationToken cancellationToken)
        {
            var away = IsAway;
            _tried.Enqueue(report);
            return away ? Task.FromException(new HttpRequestException("away")) : Task.CompletedTask;
        }
    }
}
