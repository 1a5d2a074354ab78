using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Api.Scheduling;
using ContentMultiplier.ServiceDefaults.Persistence;
using NodaTime;
using Npgsql;

namespace ContentMultiplier.Scheduler.Slots;

/// <summary>
/// Which slots there are and which are free. Takers of one workspace wait for each other, in whatever process they run, so that
/// no slot is taken twice. What is planned at a slot's time takes it as well, and a cancelled or moved publication gives it back.
/// </summary>
internal sealed class SlotStore(NpgsqlDataSource dataSource, TimeProvider clock)
{
    /// <summary>Long enough for a publication to be planned, even while the broker is away for some time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private const string Lock = "select pg_advisory_xact_lock(hashtextextended('slots:' || $1::uuid, 0))";

    private const string Weeks = "select account_id, time_zone, minutes from queue_slots where workspace_id = $1 and ($2::uuid[] is null or account_id = any($2)) order by account_id";

    private const string Taken =
        """
        select account_id, due_at from scheduled_publications
         where workspace_id = $1 and ($2::uuid[] is null or account_id = any($2)) and due_at > clock_timestamp()
         union all
        select account_id, slot_at from slot_reservations
         where workspace_id = $1 and ($2::uuid[] is null or account_id = any($2)) and expires_at > clock_timestamp()
        """;

    private const string Forget = "delete from slot_reservations where workspace_id = $1 and expires_at <= clock_timestamp()";

    private const string Reserve =
        """
        insert into slot_reservations (workspace_id, account_id, slot_at, publication_id, expires_at)
        select $1, wish.account_id, wish.slot_at, wish.publication_id, clock_timestamp() + $5
          from unnest($2::uuid[], $3::timestamptz[], $4::uuid[]) as wish (account_id, slot_at, publication_id)
        """;

    private const string Replace =
        """
        insert into queue_slots (workspace_id, account_id, time_zone, minutes) values ($1, $2, $3, $4)
        on conflict (workspace_id, account_id) do update set time_zone = excluded.time_zone, minutes = excluded.minutes
        """;

    private const string Remove = "delete from queue_slots where workspace_id = $1 and account_id = $2";

    /// <summary>For the batch that plans publications: from then on their rows say that the slots are taken.</summary>
    public const string Settle = "delete from slot_reservations where publication_id = any($1)";

    public async Task ReplaceAsync(Guid workspaceId, Guid accountId, string timeZone, int[] minutes, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateTenantBatch(Tenant.Workspace(workspaceId));
        if (minutes.Length == 0)
        {
            batch.Add(Remove, workspaceId, accountId);
        }
        else
        {
            batch.Add(Replace, workspaceId, accountId, timeZone, minutes);
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <param name="accountId">Null for all.</param>
    public async Task<IReadOnlyList<SlotsResponse>> ListAsync(Guid workspaceId, Guid? accountId, CancellationToken cancellationToken)
    {
        await using var session = await dataSource.BeginAsync(Tenant.Workspace(workspaceId), cancellationToken);
        var queues = await ReadAsync(session, workspaceId, accountId is { } id ? [id] : null, cancellationToken);
        return
        [
            .. queues.Values.Select(queue => new SlotsResponse(
                queue.AccountId, queue.Zone.Id, SlotWeek.Describe(queue.Minutes), queue.Next(Now)?.ToDateTimeOffset())),
        ];
    }

    public async Task<TakenSlots> TakeAsync(Guid workspaceId, TakeSlotsRequest request, CancellationToken cancellationToken)
    {
        await using var session = await dataSource.BeginAsync(Tenant.Workspace(workspaceId), cancellationToken);
        await using (var locked = session.Batch())
        {
            locked.Add(Lock, workspaceId);
            locked.Add(Forget, workspaceId);
            await session.ExecuteAsync(locked, cancellationToken);
        }

        var queues = await ReadAsync(session, workspaceId, [.. request.Wishes.Select(wish => wish.AccountId).Distinct()], cancellationToken);
        List<(SlotWish Wish, DateTimeOffset? At)> found =
            [.. request.Wishes.Select(wish => (wish, queues.GetValueOrDefault(wish.AccountId)?.Take(Now)?.ToDateTimeOffset()))];
        if (!request.IsTrial)
        {
            var taken = found.Where(one => one.At is not null).ToList();
            await using var write = session.Batch();
            write.Add(
                Reserve,
                workspaceId,
                taken.Select(one => one.Wish.AccountId).ToArray(),
                taken.Select(one => one.At!.Value).ToArray(),
                taken.Select(one => one.Wish.PublicationId).ToArray(),
                Patience);
            await session.ExecuteAsync(write, cancellationToken);
            await session.CommitAsync(cancellationToken);
        }

        return new TakenSlots([.. found.Select(one => new TakenSlot(one.Wish.PublicationId, one.At))]);
    }

    private Instant Now => Instant.FromDateTimeOffset(clock.GetUtcNow());

    private static async Task<Dictionary<Guid, AccountQueue>> ReadAsync(
        DatabaseSession session, Guid workspaceId, Guid[]? accounts, CancellationToken cancellationToken)
    {
        Dictionary<Guid, AccountQueue> queues = [];
        await using var batch = session.Batch();
        batch.Add(Weeks, workspaceId, accounts);
        batch.Add(Taken, workspaceId, accounts);
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var queue = new AccountQueue(reader.GetGuid(0), DateTimeZoneProviders.Tzdb[reader.GetString(1)], reader.GetFieldValue<int[]>(2));
            queues.Add(queue.AccountId, queue);
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            queues.GetValueOrDefault(reader.GetGuid(0))?.Occupy(Instant.FromDateTimeOffset(reader.GetFieldValue<DateTimeOffset>(1)));
        }

        return queues;
    }

    private sealed class AccountQueue(Guid accountId, DateTimeZone zone, int[] minutes)
    {
        private readonly HashSet<Instant> _taken = [];

        public Guid AccountId => accountId;

        public DateTimeZone Zone => zone;

        public int[] Minutes => minutes;

        public void Occupy(Instant at) => _taken.Add(at);

        public Instant? Next(Instant now) => SlotWeek.NextFree(minutes, zone, now, _taken);

        public Instant? Take(Instant now)
        {
            var next = Next(now);
            if (next is { } at)
            {
                _taken.Add(at);
            }

            return next;
        }
    }
}
