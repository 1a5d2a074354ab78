using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Webhooks.Deliveries;

internal static class JournalRows
{
    /// <summary>Whoever lost its lease meanwhile writes nothing: another one sends.</summary>
    private const string Settle =
        """
        with settled as (
            update webhook_deliveries d
               set state = r.state, next_try_at = r.next_try_at, problem = r.problem, lease = null,
                   finished_at = case when r.state <> 'pending' then $6 end
              from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::text[]) as r (id, lease, state, next_try_at, problem)
             where d.id = r.id and d.lease = r.lease
            returning d.id, d.workspace_id)
        insert into webhook_tries (
            delivery_id, workspace_id, number, url, payload, header_names, sent_at, duration_ms, status_code, problem, response, response_is_cut)
        select s.id, s.workspace_id, t.number, t.url, t.payload, string_to_array(t.header_names, ','), t.sent_at, t.duration_ms, t.status_code,
               t.problem, t.response, t.is_cut
          from unnest($7::uuid[], $8::int[], $9::text[], $10::text[], $11::text[], $12::timestamptz[], $13::int[], $14::int[], $15::text[],
                      $16::text[], $17::boolean[])
               as t (id, number, url, payload, header_names, sent_at, duration_ms, status_code, problem, response, is_cut)
          join settled s on s.id = t.id
        """;

    private const string Health =
        """
        insert into webhook_health as health (endpoint_id, workspace_id, failing_since, last_failure_at, last_success_at)
        select w.id, w.workspace_id, o.failed_at, o.failed_at, o.succeeded_at
          from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) as o (id, failed_at, succeeded_at)
          join webhook_endpoints w on w.id = o.id
         order by w.id
        on conflict (endpoint_id) do update
           set failing_since = case when excluded.last_success_at is null then coalesce(health.failing_since, excluded.failing_since)
                                    else excluded.failing_since end,
               warned_at = case when excluded.last_success_at is null then health.warned_at end,
               last_failure_at = coalesce(excluded.last_failure_at, health.last_failure_at),
               last_success_at = coalesce(excluded.last_success_at, health.last_success_at)
        returning endpoint_id, workspace_id, failing_since, warned_at
        """;

    /// <summary>One result: how the endpoints stand that something was learnt about.</summary>
    public static void AddTo(NpgsqlBatch batch, IReadOnlyList<Record> records, DateTimeOffset now)
    {
        List<Record> sent = [.. records.Where(record => record.Outcome.Problem != SendOutcome.EndpointDisabled)];
        batch.Add(
            Settle,
            Column(records, record => record.Delivery.Id),
            Column(records, record => record.Delivery.Lease),
            Column(records, record => record.State),
            Column(records, record => record.NextTryAt),
            Column(records, record => record.Outcome.Problem),
            now,
            Column(sent, record => record.Delivery.Id),
            Column(sent, record => record.Delivery.Tries),
            Column(sent, record => record.Delivery.Target.Url),
            Column(sent, record => record.Delivery.Target.Payload),
            Column(sent, record => string.Join(',', record.Delivery.Target.HeaderNames)),
            Column(sent, record => record.Outcome.SentAt),
            Column(sent, record => (int)Math.Min(record.Outcome.Duration.TotalMilliseconds, int.MaxValue)),
            Column(sent, record => record.Outcome.StatusCode),
            Column(sent, record => record.Outcome.Problem),
            Column(sent, record => record.Outcome.Response),
            Column(sent, record => record.Outcome.ResponseIsCut));

        List<IGrouping<Guid, Record>> learnt =
        [
            .. records.Where(record => record.Outcome.IsSuccess || record.CountsAsFailure).GroupBy(record => record.Delivery.EndpointId),
        ];
        batch.Add(
            Health,
            learnt.Select(of => of.Key).ToArray(),
            learnt.Select(of => of.Any(record => record.CountsAsFailure) ? now : (DateTimeOffset?)null).ToArray(),
            learnt.Select(of => of.Any(record => record.Outcome.IsSuccess) ? now : (DateTimeOffset?)null).ToArray());
    }

    private static T[] Column<T>(IEnumerable<Record> records, Func<Record, T> value) => [.. records.Select(value)];
}
