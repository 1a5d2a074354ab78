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
    private const int ClaimLimit = 500;
    private const int MessageLimit = 100;
    private readonly TimeProvider _clock = clock;

    /// <summary>
    /// By row address, which no plan can turn into a scan; the clock is read once, so that the index on the time ends the search.
    /// </summary>
    private const string Claim =
        """
        delete from scheduled_publications where ctid = any (array(
            select ctid from scheduled_publications
             where due_at <= (select clock_timestamp()) order by due_at limit $1 for update skip locked))
        returning publication_id, post_id, workspace_id, attempt, due_at, moves
        """;

    /// <summary>How long until the next row is due, by the clock that will decide it.</summary>
    private const string Next = "select min(due_at) - clock_timestamp() from scheduled_publications";

    protected override async Task<DateTimeOffset?> PumpAsync(CancellationToken cancellationToken)
    {
        while (await HandOverAsync(cancellationToken) == ClaimLimit)
        {
        }

        await using var batch = dataSource.CreateTenantBatch(Tenant.System);
        batch.Add(Next);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.IsDBNull(0) ? null : _clock.GetUtcNow() + reader.GetFieldValue<TimeSpan>(0);
    }

    private async Task<int> HandOverAsync(CancellationToken cancellationToken)
    {
        await using var session = await dataSource.BeginAsync(Tenant.System, cancellationToken);
        List<DuePublication> due = [];
        await using (var claim = session.Batch())
        {
            claim.Add(Claim, ClaimLimit);
            await using var reader = await session.ReadAsync(claim, cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                due.Add(new DuePublication
                {
                    PublicationId = reader.GetGuid(0),
                    PostId = reader.GetGuid(1),
                    WorkspaceId = reader.GetGuid(2),
                    Attempt = reader.GetInt32(3),
                    DueAt = reader.GetFieldValue<DateTimeOffset>(4),
                    MovedTo = reader.GetInt32(5) > 0 ? reader.GetFieldValue<DateTimeOffset>(4) : null,
                });
            }
        }

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
