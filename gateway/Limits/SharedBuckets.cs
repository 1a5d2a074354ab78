using System.Threading.Channels;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContentMultiplier.Gateway.Limits;

/// <summary>
/// Where several gateways meet: one row per caller and kind of route, from which each takes tokens for what it is asked. Buckets
/// that run dry at the same moment share one statement, so that a gateway has at most one under way.
/// </summary>
internal sealed partial class SharedBuckets : BackgroundService
{
    private const int MostTogether = 500;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(10);

    // Unlogged: after a crash of the database everybody begins with a full bucket, which costs nothing but that.
    private const string Schema = """
        create unlogged table if not exists rate_buckets (
            key text primary key,
            capacity double precision not null,
            per_second double precision not null,
            granted double precision not null,
            tokens double precision not null,
            refilled_at timestamptz not null
        ) with (fillfactor = 50)
        """;

    /// <summary>In the order of the keys, so that two gateways never wait for each other; the database's clock is everybody's.</summary>
    private const string Take = """
        insert into rate_buckets as b (key, capacity, per_second, granted, tokens, refilled_at)
        select key, capacity, per_second, least(wanted, floor(capacity)), capacity - least(wanted, floor(capacity)), clock_timestamp()
        from unnest($1, $2, $3, $4) as asked (key, capacity, per_second, wanted) order by key
        on conflict (key) do update set
            capacity = excluded.capacity,
            per_second = excluded.per_second,
            granted = least(excluded.granted, floor(least(excluded.capacity, b.tokens
                + excluded.per_second * greatest(0, extract(epoch from excluded.refilled_at - b.refilled_at))))),
            tokens = least(excluded.capacity, b.tokens
                + excluded.per_second * greatest(0, extract(epoch from excluded.refilled_at - b.refilled_at)))
                - least(excluded.granted, floor(least(excluded.capacity, b.tokens
                + excluded.per_second * greatest(0, extract(epoch from excluded.refilled_at - b.refilled_at))))),
            refilled_at = greatest(b.refilled_at, excluded.refilled_at)
        returning key, granted, tokens
        """;

    /// <summary>A full bucket is as good as none.</summary>
    private const string Sweep =
        "delete from rate_buckets where refilled_at < clock_timestamp() - make_interval(secs => capacity / per_second) - interval '1 minute'";

    private readonly Channel<SharedBucket> _dry = Channel.CreateUnbounded<SharedBucket>(new() { SingleReader = true });
    private readonly NpgsqlDataSource? _database;
    private readonly TimeProvider _time;
    private readonly TimeSpan _patience;
    private readonly ILogger<SharedBuckets> _logger;

    private long _awayUntil = long.MinValue;
    private long _sweptAt;
    private bool _isThere;

    public SharedBuckets(IConfiguration configuration, IOptions<RateLimits> options, TimeProvider time, ILogger<SharedBuckets> logger)
    {
        _time = time;
        _patience = options.Value.SharedPatience;
        _logger = logger;
        _sweptAt = time.GetTimestamp();
        if (configuration.GetConnectionString("KeyRing") is { Length: > 0 } shared)
        {
            var seconds = (int)Math.Ceiling(_patience.TotalSeconds);
            _database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(shared) { MaxPoolSize = 1, CommandTimeout = seconds, Timeout = seconds });
        }
    }

    /// <summary>False while the database is away, or where there is none: then each gateway limits by itself.</summary>
    public bool IsShared => _database is not null && _time.GetTimestamp() >= Volatile.Read(ref _awayUntil);

    /// <returns>False when the gateway is about to stop.</returns>
    public bool Fill(SharedBucket bucket) => _dry.Writer.TryWrite(bucket);

    public override void Dispose()
    {
        _database?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<SharedBucket> asked = new(MostTogether);
        try
        {
            while (await _dry.Reader.WaitToReadAsync(stoppingToken))
            {
                while (asked.Count < MostTogether && _dry.Reader.TryRead(out var bucket))
                {
                    asked.Add(bucket);
                }

                await FillAsync(asked);
                asked.Clear();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Whoever still waits is answered by its own gateway.
            _dry.Writer.Complete();
            while (_dry.Reader.TryRead(out var bucket))
            {
                bucket.Fail();
            }
        }
    }

    private async Task FillAsync(List<SharedBucket> asked)
    {
        try
        {
            using var limit = new CancellationTokenSource(_patience);
            await TakeAsync(asked, limit.Token);
        }
        catch (Exception exception)
        {
            // Whatever it is, requests must not pay for it.
            Volatile.Write(ref _awayUntil, _time.GetTimestamp() + (long)(Pause.TotalSeconds * _time.TimestampFrequency));
            LogAway(_logger, exception.GetType().Name);
            asked.ForEach(bucket => bucket.Fail());
        }
    }

    private async Task TakeAsync(List<SharedBucket> asked, CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        var byKey = asked.ToDictionary(bucket => bucket.Name, StringComparer.Ordinal);
        await using var command = _database!.CreateCommand(Take);
        command.Parameters.Add(new NpgsqlParameter { Value = asked.ConvertAll(bucket => bucket.Name) });
        command.Parameters.Add(new NpgsqlParameter { Value = asked.ConvertAll(bucket => (double)bucket.Capacity) });
        command.Parameters.Add(new NpgsqlParameter { Value = asked.ConvertAll(bucket => bucket.PerSecond) });
        command.Parameters.Add(new NpgsqlParameter { Value = asked.ConvertAll(bucket => (double)bucket.Want()) });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            byKey[reader.GetString(0)].Pour((int)reader.GetDouble(1), reader.GetDouble(2));
        }
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (!_isThere)
        {
            await using var schema = _database!.CreateCommand(SharedTable.Once(Schema));
            await schema.ExecuteNonQueryAsync(cancellationToken);
            _isThere = true;
        }

        if (_time.GetElapsedTime(_sweptAt) > SweepEvery)
        {
            _sweptAt = _time.GetTimestamp();
            await using var sweep = _database!.CreateCommand(Sweep);
            await sweep.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Rate limits cannot be shared at the moment ({Error}); this gateway limits by itself.")]
    private static partial void LogAway(ILogger logger, string error);
}
