using ContentMultiplier.Benchmarks.Report;
using Npgsql;

namespace ContentMultiplier.Benchmarks.Meters;

/// <summary>
/// Puts rows into the scheduler's table and notes, in the database and by its clock, when the scheduler takes which: the moment of the
/// claim's statement, some milliseconds before its commit.
/// </summary>
internal sealed class DueMeter : IAsyncDisposable
{
    private const int PendingWorkspaces = 2_000;

    private const string Prepare = """
        create table due_bench (workspace_id uuid not null, publication_id uuid not null, due_at timestamptz not null, taken_at timestamptz not null);
        create function due_bench_note() returns trigger language plpgsql security definer as $$
        begin
            insert into due_bench select workspace_id, publication_id, due_at, clock_timestamp() from taken;
            return null;
        end $$;
        create trigger due_bench_note after delete on scheduled_publications
            referencing old table as taken for each statement execute function due_bench_note();
        """;

    private const string Insert = """
        insert into scheduled_publications (publication_id, attempt, workspace_id, post_id, platform, account_id, due_at)
        select gen_random_uuid(), 1, one.id, gen_random_uuid(), 'twitter', gen_random_uuid(), $3
        from unnest($1, $2) as one (id, count), generate_series(1, one.count)
        """;

    private const string Pend = """
        with workspaces as materialized (select array_agg(gen_random_uuid()) as ids from generate_series(1, $1))
        insert into scheduled_publications (publication_id, attempt, workspace_id, post_id, platform, account_id, due_at)
        select gen_random_uuid(), 1, ids[1 + n % $1], gen_random_uuid(), 'twitter', gen_random_uuid(),
               clock_timestamp() + interval '2 days' + random() * interval '30 days'
        from workspaces, generate_series(1, $2) n
        """;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Beyond the longest sleep of a pump, so that it sleeps for these rows like for any that were planned early.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(8);

    private readonly NpgsqlConnection _connection;
    private readonly TimeProvider _clock;

    private DueMeter(NpgsqlConnection connection, TimeProvider clock)
    {
        _connection = connection;
        _clock = clock;
    }

    /// <summary>Nothing was taken before its time, twice or never.</summary>
    public bool IsExact { get; private set; } = true;

    public static async Task<DueMeter> OpenAsync(string connectionString, TimeProvider clock, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { CommandTimeout = 600 };
        var meter = new DueMeter(new NpgsqlConnection(settings.ConnectionString), clock);
        await meter._connection.OpenAsync(cancellationToken);
        await meter.ExecuteAsync(Prepare, [], cancellationToken);
        return meter;
    }

    /// <summary>That many rows, and no others, wait for a later time.</summary>
    public async Task PendAsync(int rows, CancellationToken cancellationToken)
    {
        Bench.Say($"{rows} rows pending …");
        await ExecuteAsync("truncate scheduled_publications", [], cancellationToken);
        await ExecuteAsync(Pend, [PendingWorkspaces, rows], cancellationToken);
        await ExecuteAsync("vacuum analyze scheduled_publications", [], cancellationToken);
        await ExecuteAsync("checkpoint", [], cancellationToken);
    }

    /// <param name="counts">How many of each workspace come due, all at one instant; the first is the large one.</param>
    public async Task<DueRound> RunAsync(int[] counts, CancellationToken cancellationToken)
    {
        var workspaces = counts.Select(_ => Guid.NewGuid()).ToArray();
        await ExecuteAsync("truncate due_bench", [], cancellationToken);
        var dueAt = (DateTime)(await ScalarAsync("select clock_timestamp()", cancellationToken))! + Ahead;
        await ExecuteAsync(Insert, [workspaces, counts, dueAt], cancellationToken);

        var until = _clock.GetUtcNow() + Ahead + Patience;
        while ((long)(await ScalarAsync("select count(*) from due_bench", cancellationToken))! < counts.Sum() && _clock.GetUtcNow() < until)
        {
            await Task.Delay(Pause, _clock, cancellationToken);
        }

        return await ReadAsync(workspaces[0], counts.Sum(), cancellationToken);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task<DueRound> ReadAsync(Guid large, int expected, CancellationToken cancellationToken)
    {
        List<double> all = [];
        List<double> small = [];
        HashSet<Guid> publications = [];
        await using var command = Command(
            "select workspace_id, publication_id, (extract(epoch from taken_at - due_at) * 1000)::float8 from due_bench", []);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            all.Add(reader.GetDouble(2));
            publications.Add(reader.GetGuid(1));
            if (reader.GetGuid(0) != large)
            {
                small.Add(reader.GetDouble(2));
            }
        }

        IsExact &= all.Count == expected && publications.Count == expected && all.Min() >= 0;
        return new DueRound(all.Count, Math.Round(all.Min(), 1), Math.Round(all.Max(), 1), Latency.Of(all), Latency.Of(small));
    }

    private async Task ExecuteAsync(string sql, object[] parameters, CancellationToken cancellationToken)
    {
        await using var command = Command(sql, parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<object?> ScalarAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = Command(sql, []);
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    private NpgsqlCommand Command(string sql, object[] parameters)
    {
        var command = new NpgsqlCommand(sql, _connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new() { Value = parameter });
        }

        return command;
    }
}
