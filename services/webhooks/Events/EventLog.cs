using ContentMultiplier.ServiceDefaults.Persistence;
using ContentMultiplier.Webhooks.Deliveries;
using ContentMultiplier.Webhooks.Notifications;
using Npgsql;

namespace ContentMultiplier.Webhooks.Events;

/// <summary>
/// Keeps the events of workspaces that have webhooks, enabled or not, and owes each to the endpoints that asked for it. An event
/// that is there already changes nothing.
/// </summary>
internal sealed class EventLog(NpgsqlDataSource dataSource, Lanes lanes, NotificationItems notifications, TimeProvider clock)
{
    private const string Insert =
        """
        with fresh as (
            select heard.* from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[])
                   with ordinality as heard (id, workspace_id, type, data, occurred_at, n)
             where exists (select from webhook_endpoints w where w.workspace_id = heard.workspace_id)
               and not exists (select from webhook_events known where known.id = heard.id)),
        heads as (
            insert into webhook_sequences as sequence (workspace_id, last)
            select workspace_id, count(*) from fresh group by workspace_id order by workspace_id
            on conflict (workspace_id) do update set last = sequence.last + excluded.last
            returning workspace_id, last)
        insert into webhook_events (id, workspace_id, sequence, type, data, occurred_at, created_at)
        select fresh.id, fresh.workspace_id,
               heads.last - count(*) over of_workspace + row_number() over (partition by fresh.workspace_id order by fresh.n),
               fresh.type, fresh.data::json, fresh.occurred_at, $6
          from fresh join heads on heads.workspace_id = fresh.workspace_id
        window of_workspace as (partition by fresh.workspace_id)
        on conflict (id) do nothing
        """;

    /// <summary>Only what this transaction wrote: an endpoint is not told of what happened before it was there.</summary>
    private const string Owe =
        """
        insert into webhook_deliveries (id, workspace_id, endpoint_id, event_id, reason, state, next_try_at, created_at)
        select time_ordered_uuid($2), e.workspace_id, w.id, e.id, 'event', 'pending', $2, $2
          from webhook_events e join webhook_endpoints w on w.workspace_id = e.workspace_id
         where e.id = any($1) and e.created_at = $2 and e.xmin = pg_current_xact_id()::xid
           and w.enabled and (w.events && array['*', e.type])
         order by e.sequence
        on conflict do nothing
        returning endpoint_id
        """;

    public async Task WriteAsync(IReadOnlyCollection<WebhookEvent> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
        {
            return;
        }

        await using var batch = dataSource.CreateTenantBatch(Tenant.System);
        AddTo(batch, events);
        HashSet<Guid> woken;
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            await reader.NextResultAsync(cancellationToken);
            woken = await ReadWokenAsync(reader, cancellationToken);
        }

        Committed(woken);
    }

    /// <summary>In a transaction under way.</summary>
    /// <returns>For <see cref="Committed"/>.</returns>
    public async Task<IReadOnlyCollection<Guid>> WriteAsync(
        DatabaseSession session, IReadOnlyCollection<WebhookEvent> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
        {
            return [];
        }

        await using var batch = session.Batch();
        AddTo(batch, events);
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        return await ReadWokenAsync(reader, cancellationToken);
    }

    public void Committed(IReadOnlyCollection<Guid> endpoints)
    {
        lanes.Offer(endpoints, clock.GetUtcNow());
        notifications.Committed();
    }

    private void AddTo(NpgsqlBatch batch, IReadOnlyCollection<WebhookEvent> heard)
    {
        List<WebhookEvent> events = [.. heard.DistinctBy(one => one.Id)];
        var now = clock.GetUtcNow();
        var ids = events.Select(one => one.Id).ToArray();
        notifications.AddTo(batch, events, now);
        batch.Add(
            Insert,
            ids,
            events.Select(one => one.WorkspaceId).ToArray(),
            events.Select(one => one.Type).ToArray(),
            events.Select(one => one.Data).ToArray(),
            events.Select(one => one.OccurredAt.ToUniversalTime()).ToArray(),
            now);
        batch.Add(Owe, ids, now);
    }

    private static async Task<HashSet<Guid>> ReadWokenAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        HashSet<Guid> woken = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            woken.Add(reader.GetGuid(0));
        }

        // The end of the results is where the database says that it is committed.
        await reader.NextResultAsync(cancellationToken);
        return woken;
    }
}
