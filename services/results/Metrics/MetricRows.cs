using System.Text.Json;
using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;
using NpgsqlTypes;

namespace ContentMultiplier.Results.Metrics;

/// <summary>The tables of metrics, many rows at a time.</summary>
internal static class MetricRows
{
    /// <summary>What a platform may tell of one post; more is no metric.</summary>
    private const int MostNames = 100;

    private const string Columns = """
        select s.publication_id, s.workspace_id, s.age_seconds, s.due_at, s.tries, s.ended, s.detail,
               p.post_id, p.platform, p.account_id, p.external_id, p.external_url, p.published_at
        from metric_schedules s join publications p on p.id = s.publication_id
        """;

    private const string SelectDue = $"""
        {Columns} where s.due_at <= $1 and p.platform = any($2) and p.published_at is not null
        order by s.due_at limit $3 for update of s skip locked
        """;

    private const string SelectNext = "select min(due_at) from metric_schedules where due_at > $1";

    private const string SelectById = $"{Columns} where s.publication_id = any($1) and p.published_at is not null order by s.publication_id for update of s";

    private const string Update = """
        update metric_schedules set age_seconds = n.age_seconds, due_at = n.due_at, tries = n.tries, ended = n.ended, detail = n.detail
        from unnest($1, $2, $3, $4, $5, $6) as n(publication_id, age_seconds, due_at, tries, ended, detail)
        where metric_schedules.publication_id = n.publication_id
        """;

    private const string InsertReadings = """
        insert into metric_readings (publication_id, workspace_id, age_seconds, collected_at, metrics, own)
        select * from unnest($1, $2, $3, $4, $5::jsonb[], $6::jsonb[])
        on conflict (publication_id, age_seconds) do nothing
        """;

    public static async Task<(List<MetricRow> Rows, DateTimeOffset? Next)> FindDueAsync(
        DatabaseSession session, string[] platforms, int limit, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch();
        batch.Add(SelectDue, now, platforms, limit);
        batch.Add(SelectNext, now);
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        var rows = await ReadAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (rows, Get<DateTimeOffset?>(reader, 0));
    }

    public static async Task<Dictionary<Guid, MetricRow>> LoadAsync(DatabaseSession session, Guid[] ids, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch();
        batch.Add(SelectById, ids);
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        return (await ReadAsync(reader, cancellationToken)).ToDictionary(row => row.Schedule.PublicationId);
    }

    public static void AddUpdates(NpgsqlBatch batch, MetricSchedule[] rows) => batch.Add(
        Update,
        Column(rows, row => row.PublicationId), Column(rows, row => row.AgeSeconds), Column(rows, row => row.DueAt),
        Column(rows, row => row.Tries), Column(rows, row => row.Ended), Column(rows, row => row.Detail));

    public static void AddReadings(NpgsqlBatch batch, MetricNews[] rows)
    {
        if (rows.Length > 0)
        {
            batch.Add(
                InsertReadings,
                Column(rows, row => row.Metrics.PublicationId), Column(rows, row => row.Row.Schedule.WorkspaceId),
                Column(rows, row => row.Metrics.AgeSeconds), Column(rows, row => row.CollectedAt),
                Json(rows, row => row.Metrics.Values), Json(rows, row => row.Metrics.Own));
        }
    }

    private static NpgsqlParameter Json(MetricNews[] rows, Func<MetricNews, IReadOnlyDictionary<string, long>> values) => new()
    {
        Value = Column(rows, row => JsonSerializer.Serialize(values(row).Take(MostNames).ToDictionary())),
        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb,
    };

    private static async Task<List<MetricRow>> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        List<MetricRow> rows = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            var schedule = new MetricSchedule
            {
                PublicationId = reader.GetGuid(0),
                WorkspaceId = reader.GetGuid(1),
                AgeSeconds = reader.GetInt64(2),
                DueAt = Get<DateTimeOffset?>(reader, 3),
                Tries = reader.GetInt32(4),
                Ended = Get<string?>(reader, 5),
                Detail = Get<string?>(reader, 6),
            };
            rows.Add(new MetricRow(
                schedule, reader.GetGuid(7), reader.GetString(8), reader.GetGuid(9), reader.GetString(10), Get<string?>(reader, 11),
                reader.GetFieldValue<DateTimeOffset>(12)));
        }

        return rows;
    }

    private static T? Get<T>(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? default : row.GetFieldValue<T>(column);

    private static TValue[] Column<TRow, TValue>(TRow[] rows, Func<TRow, TValue> value) => Array.ConvertAll(rows, row => value(row));
}
