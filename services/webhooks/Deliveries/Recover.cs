using ContentMultiplier.Contracts.Api.Webhooks;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContentMultiplier.Webhooks.Deliveries;

/// <summary>Sends what an endpoint missed: the events of a time that it asked for and has not got, in their order and with their ids.</summary>
internal static class Recover
{
    private const string Missed =
        """
        insert into webhook_deliveries (id, workspace_id, endpoint_id, event_id, reason, state, next_try_at, created_at)
        select time_ordered_uuid($5), e.workspace_id, w.id, e.id, 'recovery', 'pending', $5, $5
          from webhook_endpoints w join webhook_events e on e.workspace_id = w.workspace_id
         where w.id = $1 and w.workspace_id = $2 and e.created_at >= $3 and e.created_at < $4 and w.events && array['*', e.type]
           and not exists (select from webhook_deliveries d
                            where d.endpoint_id = w.id and d.event_id = e.id and d.state in ('pending', 'delivered'))
         order by e.sequence
        on conflict do nothing
        """;

    public static async Task<Results<Accepted<WebhookRecoveryResponse>, ProblemHttpResult>> HandleAsync(
        Guid id, DateTimeOffset? since, DateTimeOffset? until, CurrentUser user, NpgsqlDataSource dataSource, Lanes lanes,
        IOptions<WebhookOptions> options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var session = await dataSource.BeginAsync(user.Tenant, cancellationToken);
        if (await IsEnabledAsync(session, id, user, cancellationToken) is not { } enabled)
        {
            return Problems.NotFound();
        }

        if (Check(since, until, options.Value.Retention) is { Any: true } errors)
        {
            return Problems.Invalid(errors);
        }

        if (!enabled)
        {
            return Problems.Conflict("webhook_disabled", "The webhook is disabled; enable it first.");
        }

        int count;
        await using (var write = session.Batch())
        {
            write.Add(Missed, id, user.WorkspaceId, since!.Value.ToUniversalTime(), (until ?? now.AddSeconds(1)).ToUniversalTime(), now);
            count = await write.ExecuteNonQueryAsync(cancellationToken);
        }

        await session.CommitAsync(cancellationToken);
        lanes.Offer([id], now);
        return TypedResults.Accepted($"/api/publishing/webhooks/{id}/deliveries", new WebhookRecoveryResponse(count));
    }

    private static ErrorBag Check(DateTimeOffset? since, DateTimeOffset? until, TimeSpan retention)
    {
        var errors = new ErrorBag();
        if (since is null)
        {
            errors.Add("since", $"is missing: from which instant on? Events are kept for {retention.TotalDays:0} days");
        }

        if (until <= since)
        {
            errors.Add("until", "must be after since");
        }

        return errors;
    }

    private static async Task<bool?> IsEnabledAsync(DatabaseSession session, Guid id, CurrentUser user, CancellationToken cancellationToken)
    {
        await using var read = session.Batch();
        read.Add("select enabled from webhook_endpoints where id = $1 and workspace_id = $2", id, user.WorkspaceId);
        await using var reader = await session.ReadAsync(read, cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? reader.GetBoolean(0) : null;
    }
}
