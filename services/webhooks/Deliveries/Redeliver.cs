using ContentMultiplier.Contracts.Api.Webhooks;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace ContentMultiplier.Webhooks.Deliveries;

/// <summary>Sends an event of one delivery again, with the same webhook-id; what still waits for its next try is tried now.</summary>
internal static class Redeliver
{
    private const string Again =
        """
        with asked as (select workspace_id, endpoint_id, event_id from webhook_deliveries where id = $1 and workspace_id = $2),
        sooner as (
            update webhook_deliveries d set next_try_at = least(d.next_try_at, $3)
              from asked where d.endpoint_id = asked.endpoint_id and d.event_id = asked.event_id and d.state = 'pending' and d.lease is null
            returning d.id),
        anew as (
            insert into webhook_deliveries (id, workspace_id, endpoint_id, event_id, reason, state, next_try_at, created_at)
            select $4, workspace_id, endpoint_id, event_id, 'redelivery', 'pending', $3, $3 from asked
             where not exists (select from sooner)
            on conflict do nothing
            returning id)
        select coalesce(
            (select id from sooner), (select id from anew),
            (select d.id from webhook_deliveries d join asked on d.endpoint_id = asked.endpoint_id and d.event_id = asked.event_id
              where d.state = 'pending'))
        """;

    public static async Task<Results<Accepted<WebhookDeliverySummary>, ProblemHttpResult>> HandleAsync(
        Guid id, CurrentUser user, NpgsqlDataSource dataSource, Lanes lanes, TimeProvider clock, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var session = await dataSource.BeginAsync(user.Tenant, cancellationToken);
        switch (await IsEnabledAsync(session, id, user, cancellationToken))
        {
            case null:
                return Problems.NotFound();
            case false:
                return Problems.Conflict("webhook_disabled", "The webhook is disabled; enable it first.");
        }

        Guid delivery;
        await using (var write = session.Batch())
        {
            write.Add(Again, id, user.WorkspaceId, now, TimedId.Next(now));
            await using var reader = await session.ReadAsync(write, cancellationToken);
            await reader.ReadAsync(cancellationToken);
            delivery = reader.IsDBNull(0) ? id : reader.GetGuid(0);
        }

        WebhookDeliverySummary summary;
        await using (var read = session.Batch())
        {
            read.Add(DeliveryQueries.Select + "d.id = $1 and d.workspace_id = $2", delivery, user.WorkspaceId);
            await using var reader = await session.ReadAsync(read, cancellationToken);
            await reader.ReadAsync(cancellationToken);
            summary = DeliveryQueries.Read(reader);
        }

        await session.CommitAsync(cancellationToken);
        lanes.Offer([summary.EndpointId], now);
        return TypedResults.Accepted($"/api/publishing/webhooks/deliveries/{delivery}", summary);
    }

    private static async Task<bool?> IsEnabledAsync(DatabaseSession session, Guid id, CurrentUser user, CancellationToken cancellationToken)
    {
        await using var read = session.Batch();
        read.Add(
            """
            select w.enabled from webhook_deliveries d join webhook_endpoints w on w.id = d.endpoint_id where d.id = $1 and d.workspace_id = $2
            """,
            id, user.WorkspaceId);
        await using var reader = await session.ReadAsync(read, cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? reader.GetBoolean(0) : null;
    }
}
