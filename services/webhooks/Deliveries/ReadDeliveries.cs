using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Api.Webhooks;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace ContentMultiplier.Webhooks.Deliveries;

internal static class ReadDeliveries
{
    public static async Task<Results<Ok<Page<WebhookDeliverySummary>>, ProblemHttpResult>> ListAsync(
        Guid id, int? limit, string? cursor, string? state, CurrentUser user, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var size = limit ?? Paging.DefaultLimit;
        if (!Paging.TryRead(size, cursor, out var after, out var problem))
        {
            return problem;
        }

        if (state is not (null or "pending" or "delivered" or "failed"))
        {
            return Problems.Invalid(new Dictionary<string, string[]>(StringComparer.Ordinal)
            {
                ["state"] = ["must be pending, delivered or failed"],
            });
        }

        await using var batch = dataSource.CreateTenantBatch(user.Tenant);
        batch.Add("select exists (select from webhook_endpoints where id = $1 and workspace_id = $2)", id, user.WorkspaceId);
        batch.Add(
            DeliveryQueries.Select + """
            d.endpoint_id = $1 and d.workspace_id = $2 and ($3::uuid is null or d.id < $3) and ($4::text is null or d.state = $4)
             order by d.id desc limit $5
            """,
            id, user.WorkspaceId, after, state, size + 1);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        if (!reader.GetBoolean(0))
        {
            return Problems.NotFound();
        }

        await reader.NextResultAsync(cancellationToken);
        List<WebhookDeliverySummary> found = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(DeliveryQueries.Read(reader));
        }

        return TypedResults.Ok(Paging.Page(found, size, delivery => delivery.Id));
    }

    public static async Task<Results<Ok<WebhookDeliveryResponse>, ProblemHttpResult>> GetAsync(
        Guid id, CurrentUser user, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateTenantBatch(user.Tenant);
        batch.Add(DeliveryQueries.Select + "d.id = $1 and d.workspace_id = $2", id, user.WorkspaceId);
        batch.Add(
            """
            select e.id, e.workspace_id, e.type, e.sequence, e.data::text, e.occurred_at,
                   t.number, t.sent_at, t.duration_ms, t.url, t.header_names, t.payload, t.status_code, t.problem, t.response, t.response_is_cut
              from webhook_tries t join webhook_deliveries d on d.id = t.delivery_id join webhook_events e on e.id = d.event_id
             where t.delivery_id = $1 and t.workspace_id = $2 order by t.number
            """,
            id, user.WorkspaceId);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return Problems.NotFound();
        }

        var delivery = DeliveryQueries.Read(reader);
        await reader.NextResultAsync(cancellationToken);
        List<WebhookTryResponse> tries = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            tries.Add(ReadTry(reader));
        }

        return TypedResults.Ok(new WebhookDeliveryResponse { Delivery = delivery, Attempts = tries });
    }

    private static WebhookTryResponse ReadTry(NpgsqlDataReader reader)
    {
        var row = new EventRow(
            reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetInt64(3), reader.GetString(4),
            reader.GetFieldValue<DateTimeOffset>(5));
        var sentAt = reader.GetFieldValue<DateTimeOffset>(7);
        return new WebhookTryResponse
        {
            Number = reader.GetInt32(6),
            SentAt = sentAt,
            DurationMs = reader.GetInt32(8),
            Request = SentRequests.Of(reader.GetString(9), reader.GetFieldValue<string[]>(10), row, reader.GetString(11), sentAt),
            StatusCode = reader.GetFieldValue<int?>(12),
            Problem = reader.IsDBNull(13) ? null : reader.GetString(13),
            Response = reader.IsDBNull(14) ? null : reader.GetString(14),
            ResponseIsCut = reader.GetBoolean(15),
        };
    }
}
