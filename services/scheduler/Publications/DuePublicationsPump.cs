using ContentMultiplier.Contracts.Scheduling;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Scheduler.Publications;

/// <summary>
/// Hands over what is due. The row is deleted in the transaction that owes the event, so it is never lost and, with any
/// number of processes pumping, never handed over twice. Only the database's clock decides what is due.
/// </summary>
internal sealed class DuePublicationsPump(
    NpgsqlDataSource dataSource, Outbox outbox, TimeProvider clock, ILogger<DuePublicationsPump> logger) : DuePump(clock, logger)
{
    private const int MessageLimit = 100;

    /// <summary>How long until the next row is due, by the clock that will decide it.</summary>
    private const string Next = "select min(due_at) - clock_timestamp() from scheduled_publications";

    private readonly TimeProvider _clock = clock;
    private readonly DueClaim _claim = new();

    protected override async Task<DateTimeOffset?> PumpAsync(CancellationToken cancellationToken)
    {
        var isBacklog = false;
        do
        {
            isBacklog = await HandOverAsync(isBacklog, cancellationToken) == DueClaim.Limit;
        }
        while (isBacklog);

        await using var batch = dataSource.CreateTenantBatch(Tenant.System);
        batch.Add(Next);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.IsDBNull(0) ? null : _clock.GetUtcNow() + reader.GetFieldValue<TimeSpan>(0);
    }

    private async Task<int> HandOverAsync(bool isBacklog, CancellationToken cancellationToken)
    {
        await using var session = await dataSource.BeginAsync(Tenant.System, cancellationToken);
        var due = await _claim.TakeAsync(session, isBacklog, cancellationToken);
        if (due.Count == 0)
        {
            return 0;
        }

        var mail = outbox.Prepare([.. due.OrderBy(publication => publication.DueAt)
            .Chunk(MessageLimit).Select(chunk => new PublicationsDue { Publications = chunk })]);
        await using var write = session.Batch();
        mail.AddTo(write);
        await session.ExecuteAsync(write, cancellationToken);
        await session.CommitAsync(cancellationToken);
        mail.Committed();

        var now = _clock.GetUtcNow();
        due.ForEach(publication => SchedulerInstruments.Lateness.Record(Math.Max(0, (now - publication.DueAt).TotalSeconds)));
        return due.Count;
    }
}
