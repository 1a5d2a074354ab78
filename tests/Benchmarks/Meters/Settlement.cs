using Npgsql;

namespace ContentMultiplier.Benchmarks.Meters;

/// <summary>
/// How many publications have come to their end, as the user would see it: the last station of the news is posts. Looks only at what
/// follows the oldest one under way (ids are ordered by time), so that looking costs next to nothing while nothing piles up.
/// </summary>
internal sealed class Settlement : IAsyncDisposable
{
    private const string Look = """
        with recent as materialized
            (select id, status in ('published', 'failed', 'unknown') as ended from post_targets where id >= $1),
        border as materialized
            (select id from (select id from recent where not ended union all select greatest($1, $2)) as one order by id limit 1)
        select count(*) filter (where ended), (select id from border), count(*) filter (where id < (select id from border)) from recent
        """;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);

    /// <summary>A row may come later than others with a younger id.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    private readonly NpgsqlConnection _connection;
    private readonly SemaphoreSlim _one = new(1);
    private readonly TimeProvider _clock;
    private Guid _oldest;
    private long _ended;

    private Settlement(NpgsqlConnection connection, TimeProvider clock)
    {
        _connection = connection;
        _clock = clock;
    }

    public static async Task<Settlement> OpenAsync(string connectionString, TimeProvider clock, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        return new Settlement(connection, clock);
    }

    /// <summary>From here on only publications made after this moment count.</summary>
    public void Begin(DateTimeOffset since) => (_oldest, _ended) = (Guid.CreateVersion7(since.AddMilliseconds(-1)), 0);

    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            await using var command = new NpgsqlCommand(Look, _connection);
            command.Parameters.Add(new() { Value = _oldest });
            command.Parameters.Add(new() { Value = Guid.CreateVersion7(_clock.GetUtcNow() - Margin) });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            var count = _ended + reader.GetInt64(0);
            _oldest = reader.GetGuid(1);
            _ended += reader.GetInt64(2);
            return count;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <returns>How long it took until that many had come to their end; null when they had not within the limit.</returns>
    public async Task<TimeSpan?> WaitAsync(long publications, TimeSpan limit, CancellationToken cancellationToken)
    {
        var started = _clock.GetTimestamp();
        for (var looked = started; await CountAsync(cancellationToken) < publications; looked = _clock.GetTimestamp())
        {
            if (_clock.GetElapsedTime(started) > limit)
            {
                return null;
            }

            // Looking takes a tenth of the time at the most, also where much has piled up.
            var pause = _clock.GetElapsedTime(looked) * 10;
            await Task.Delay(pause > ShortestPause ? pause : ShortestPause, _clock, cancellationToken);
        }

        return _clock.GetElapsedTime(started);
    }

    public ValueTask DisposeAsync()
    {
        _one.Dispose();
        return _connection.DisposeAsync();
    }
}
