using Npgsql;

namespace ContentMultiplier.Benchmarks.Meters;

/// <summary>Which statements the database spends its time on, by its own statistics.</summary>
internal sealed class StatementMeter(string administrator)
{
    private const int Most = 25;

    /// <summary>What the server has to be started with.</summary>
    public static IReadOnlyDictionary<string, string> ServerSettings { get; } = new Dictionary<string, string>
    {
        ["shared_preload_libraries"] = "pg_stat_statements,auto_explain",
        ["pg_stat_statements.track_planning"] = "on",
        ["track_wal_io_timing"] = "on",
        ["auto_explain.log_min_duration"] = "20ms",
    };

    public Task ResetAsync(CancellationToken cancellationToken) => ExecuteAsync(
        "create extension if not exists pg_stat_statements; select pg_stat_statements_reset(), pg_stat_reset_shared('wal')", cancellationToken);

    public async Task<IReadOnlyList<StatementTime>> ReadAsync(CancellationToken cancellationToken)
    {
        const string sql = """
            select d.datname, s.calls, s.rows, s.total_exec_time, s.total_plan_time, left(regexp_replace(s.query, '\s+', ' ', 'g'), 110)
              from pg_stat_statements s join pg_database d on d.oid = s.dbid
             union all
            select 'wal', wal_sync, wal_records, wal_sync_time, wal_write_time, 'syncs of the log (calls, time)' from pg_stat_wal
             order by 4 desc limit $1
            """;
        await using var connection = new NpgsqlConnection(administrator);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new() { Value = Most });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<StatementTime> statements = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            statements.Add(new StatementTime(
                reader.GetString(0),
                reader.GetInt64(1),
                reader.GetInt64(2),
                Math.Round(reader.GetDouble(3), 1),
                Math.Round(reader.GetDouble(4), 1),
                reader.GetString(5)));
        }

        return statements;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(administrator);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

internal sealed record StatementTime(string Database, long Calls, long Rows, double Milliseconds, double PlanningMilliseconds, string Text);
