using System.Collections.Concurrent;
using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Auth.ApiKeys;

/// <summary>
/// When keys were last used, to the minute: kept in memory and written together a second later, so that no request waits for it
/// and a thousand busy keys cost one statement.
/// </summary>
internal sealed class ApiKeyUses(NpgsqlDataSource database, TimeProvider time, ILogger<ApiKeyUses> logger) : DuePump(time, logger)
{
    private static readonly TimeSpan Resolution = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Gathering = TimeSpan.FromSeconds(1);

    // Of two processes that write the same key one is enough.
    private const string Update = """
        with used as (
            select api_keys.id, noted.at
            from api_keys join unnest($1, $2) as noted (id, at) on noted.id = api_keys.id
            where api_keys.last_used_at is null or api_keys.last_used_at < noted.at
            for update of api_keys skip locked)
        update api_keys set last_used_at = used.at from used where api_keys.id = used.id
        """;

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _noted = new();
    private readonly TimeProvider _time = time;
    private long _dueTicks;

    public void Note(ApiKey key)
    {
        var now = _time.GetUtcNow();
        if (now - key.LastUsedAt < Resolution || !_noted.TryAdd(key.Id, now))
        {
            return;
        }

        Interlocked.CompareExchange(ref _dueTicks, (now + Gathering).UtcTicks, 0);
        Wake(now);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync(cancellationToken);
    }

    protected override async Task<DateTimeOffset?> PumpAsync(CancellationToken cancellationToken)
    {
        var due = new DateTimeOffset(Interlocked.Read(ref _dueTicks), TimeSpan.Zero);
        if (_noted.IsEmpty || due > _time.GetUtcNow())
        {
            return _noted.IsEmpty ? null : due;
        }

        Interlocked.Exchange(ref _dueTicks, 0);
        await WriteAsync(cancellationToken);
        return null;
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        var noted = _noted.ToArray();
        if (noted.Length == 0)
        {
            return;
        }

        await using var batch = database.CreateTenantBatch(Tenant.System);
        batch.Add(Update, noted.Select(use => use.Key).ToArray(), noted.Select(use => use.Value).ToArray());
        await batch.ExecuteNonQueryAsync(cancellationToken);
        foreach (var written in noted)
        {
            _noted.TryRemove(written);
        }
    }
}
