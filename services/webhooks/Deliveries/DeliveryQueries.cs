using ContentMultiplier.Contracts.Api.Webhooks;
using Npgsql;

namespace ContentMultiplier.Webhooks.Deliveries;

/// <summary>Deliveries as the API shows them.</summary>
internal static class DeliveryQueries
{
    /// <summary>To be followed by a condition.</summary>
    public const string Select =
        """
        select d.id, d.endpoint_id, d.event_id, e.type, e.sequence, d.reason, d.state, d.tries, d.next_try_at, d.problem, d.created_at, d.finished_at,
               (select t.status_code from webhook_tries t where t.delivery_id = d.id order by t.number desc limit 1)
          from webhook_deliveries d join webhook_events e on e.id = d.event_id
         where 
        """;

    public static WebhookDeliverySummary Read(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetGuid(0),
        EndpointId = reader.GetGuid(1),
        WebhookId = Payload.IdOf(reader.GetGuid(2)),
        EventType = reader.GetString(3),
        Sequence = reader.GetInt64(4),
        Reason = reader.GetString(5),
        State = reader.GetString(6),
        Tries = reader.GetInt32(7),
        NextTryAt = reader.GetFieldValue<DateTimeOffset?>(8),
        Problem = reader.IsDBNull(9) ? null : reader.GetString(9),
        CreatedAt = reader.GetFieldValue<DateTimeOffset>(10),
        FinishedAt = reader.GetFieldValue<DateTimeOffset?>(11),
        StatusCode = reader.GetFieldValue<int?>(12),
    };
}
