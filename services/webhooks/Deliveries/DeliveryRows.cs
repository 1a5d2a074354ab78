using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContentMultiplier.Webhooks.Deliveries;

/// <summary>Finds and claims what is due.</summary>
internal sealed class DeliveryRows(NpgsqlDataSource dataSource, IOptions<WebhookOptions> options)
{
    /// <summary>From endpoint to endpoint by the index, however many rows each of them has.</summary>
    private const string Waiting =
        """
        with recursive lane as (
            (select endpoint_id, next_try_at from webhook_deliveries where state = 'pending' order by endpoint_id, next_try_at limit 1)
            union all
            select next.endpoint_id, next.next_try_at from lane cross join lateral (
                select d.endpoint_id, d.next_try_at from webhook_deliveries d
                 where d.state = 'pending' and d.endpoint_id > lane.endpoint_id order by d.endpoint_id, d.next_try_at limit 1) next)
        select endpoint_id, next_try_at from lane
        """;

    private const string Claim =
        """
        with picked as (
            select due.id from unnest($1::uuid[], $2::int[]) as lane (endpoint_id, room) cross join lateral (
                select d.id from webhook_deliveries d
                 where d.endpoint_id = lane.endpoint_id and d.state = 'pending' and d.next_try_at <= $3
                 order by d.next_try_at, d.event_id limit lane.room for update skip locked) due),
        claimed as (
            update webhook_deliveries d set lease = gen_random_uuid(), next_try_at = $4, tries = d.tries + 1
              from picked where d.id = picked.id
            returning d.id, d.endpoint_id, d.event_id, d.lease, d.tries, d.reason)
        select c.id, c.endpoint_id, c.lease, c.tries, c.reason <> 'event', w.enabled, w.workspace_id, w.url, w.payload, w.headers, w.header_names,
               array(select s.sealed from webhook_secrets s
                      where s.endpoint_id = w.id and (s.expires_at is null or s.expires_at > $3) order by s.created_at desc),
               e.id, e.type, e.sequence, e.data::text, e.occurred_at
          from claimed c
          join webhook_endpoints w on w.id = c.endpoint_id
          join webhook_events e on e.id = c.event_id
        """;

    private const string NextDue =
        """
        select lane.endpoint_id, (select d.next_try_at from webhook_deliveries d where d.endpoint_id = lane.endpoint_id and d.state = 'pending'
                                   order by d.next_try_at limit 1)
          from unnest($1::uuid[]) as lane (endpoint_id)
        """;

    /// <summary>A sender that is not heard of for that long is dead, and what it sent is sent again.</summary>
    private TimeSpan Lease => options.Value.Timeout + TimeSpan.FromSeconds(30);

    public async Task<Dictionary<Guid, DateTimeOffset>> WaitingAsync(CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateTenantBatch(Tenant.System);
        batch.Add(Waiting);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await ReadDueAsync(reader, cancellationToken);
    }

    public async Task<Claims> ClaimAsync(Dictionary<Guid, int> lanes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateTenantBatch(Tenant.System);
        batch.Add(Claim, lanes.Keys.ToArray(), lanes.Values.ToArray(), now, now + Lease);
        batch.Add(NextDue, lanes.Keys.ToArray());
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        List<ClaimedDelivery> claimed = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            claimed.Add(Read(reader));
        }

        await reader.NextResultAsync(cancellationToken);
        var next = await ReadDueAsync(reader, cancellationToken);

        // The end of the results is where the database says that it is committed.
        await reader.NextResultAsync(cancellationToken);
        return new Claims([.. claimed.OrderBy(delivery => delivery.Event.Sequence)], next);
    }

    private static ClaimedDelivery Read(NpgsqlDataReader reader)
    {
        var (endpointId, workspaceId) = (reader.GetGuid(1), reader.GetGuid(6));
        return new ClaimedDelivery
        {
            Id = reader.GetGuid(0),
            EndpointId = endpointId,
            Lease = reader.GetGuid(2),
            Tries = reader.GetInt32(3),
            IsReplay = reader.GetBoolean(4),
            Enabled = reader.GetBoolean(5),
            Target = new Target(
                workspaceId, endpointId, reader.GetString(7), reader.GetString(8), reader.GetString(9), reader.GetFieldValue<string[]>(10),
                reader.GetFieldValue<string[]>(11)),
            Event = new EventRow(
                reader.GetGuid(12), workspaceId, reader.GetString(13), reader.GetInt64(14), reader.GetString(15),
                reader.GetFieldValue<DateTimeOffset>(16)),
        };
    }

    private static async Task<Dictionary<Guid, DateTimeOffset>> ReadDueAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        Dictionary<Guid, DateTimeOffset> due = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            if (!reader.IsDBNull(1))
            {
                due[reader.GetGuid(0)] = reader.GetFieldValue<DateTimeOffset>(1);
            }
        }

        return due;
    }
}
