using ContentMultiplier.Contracts.Scheduling;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContentMultiplier.Scheduler.Recurrences;

/// <summary>
/// Hands over the times of recurrences. The row is locked while it goes on to its next time, in the transaction that owes the
/// command: any number of processes hand over each time once. Of several times that passed meanwhile the last one is made.
/// </summary>
internal sealed class RecurrencePump(
    NpgsqlDataSource dataSource, Outbox outbox, TimeProvider clock, IOptions<RecurrenceOptions> options, ILogger<RecurrencePump> logger) : DuePump(clock, logger)
{
    private const int ClaimLimit = 50;
    private readonly TimeProvider _clock = clock;

    private const string Claim =
        """
        select id, workspace_id, user_id, request, made, next_at, clock_timestamp() from recurrences
         where next_at <= (select clock_timestamp()) + $1 order by next_at limit $2 for update skip locked
        """;

    private const string Next = "select min(next_at) - clock_timestamp() from recurrences where next_at is not null";

    private const string Note =
        """
        insert into recurrence_occurrences (recurrence_id, occurs_at, workspace_id, post_id)
        select * from unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::uuid[])
        on conflict do nothing returning post_id
        """;

    private const string Advance =
        """
        update recurrences r set next_at = n.next_at, made = n.made, skipped = r.skipped + n.skipped, problem = null
          from unnest($1::uuid[], $2::timestamptz[], $3::int[], $4::int[]) as n (id, next_at, made, skipped)
         where r.id = n.id
        """;

    protected override async Task<DateTimeOffset?> PumpAsync(CancellationToken cancellationToken)
    {
        while (await HandOverAsync(cancellationToken) > 0)
        {
        }

        await using var batch = dataSource.CreateTenantBatch(Tenant.System);
        batch.Add(Next);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.IsDBNull(0) ? null : _clock.GetUtcNow() + reader.GetFieldValue<TimeSpan>(0) - options.Value.Lead;
    }

    private async Task<int> HandOverAsync(CancellationToken cancellationToken)
    {
        await using var session = await dataSource.BeginAsync(Tenant.System, cancellationToken);
        var claimed = await ClaimAsync(session, cancellationToken);
        if (claimed.Count == 0)
        {
            return 0;
        }

        var fresh = await NoteAsync(session, claimed, cancellationToken);
        var made = claimed.Where(one => fresh.Contains(one.Due.PostId)).Select(one => one.Due).ToList();
        var mail = outbox.Prepare(made.Count == 0 ? [] : [new OccurrencesDue { Occurrences = made }]);
        await using var write = session.Batch();
        write.Add(
            Advance,
            claimed.Select(one => one.Due.RecurrenceId).ToArray(),
            claimed.Select(one => one.NextAt).ToArray(),
            claimed.Select(one => one.Made).ToArray(),
            claimed.Select(one => one.Skipped).ToArray());
        mail.AddTo(write);
        await session.ExecuteAsync(write, cancellationToken);
        await session.CommitAsync(cancellationToken);
        mail.Committed();
        return claimed.Count;
    }

    private async Task<List<Claimed>> ClaimAsync(DatabaseSession session, CancellationToken cancellationToken)
    {
        List<Claimed> claimed = [];
        await using var batch = session.Batch();
        batch.Add(Claim, options.Value.Lead, ClaimLimit);
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            claimed.Add(Claimed.Of(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetGuid(2), Recurrence.ReadRequest(reader.GetString(3)), reader.GetInt32(4),
                reader.GetFieldValue<DateTimeOffset>(5), reader.GetFieldValue<DateTimeOffset>(6)));
        }

        return claimed;
    }

    private static async Task<HashSet<Guid>> NoteAsync(DatabaseSession session, List<Claimed> claimed, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch();
        batch.Add(
            Note,
            claimed.Select(one => one.Due.RecurrenceId).ToArray(),
            claimed.Select(one => one.Due.OccursAt).ToArray(),
            claimed.Select(one => one.Due.WorkspaceId).ToArray(),
            claimed.Select(one => one.Due.PostId).ToArray());
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        HashSet<Guid> fresh = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            fresh.Add(reader.GetGuid(0));
        }

        return fresh;
    }
}
