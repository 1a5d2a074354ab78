using ContentMultiplier.Contracts.Platforms;
using ContentMultiplier.Posts.Data;
using ContentMultiplier.Posts.Posts;
using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Posts.Platforms;

/// <summary>
/// The platforms as announced. The table is read at most every few seconds, because an announcement reaches one replica
/// of this service and the others learn of it there.
/// </summary>
internal sealed class PlatformCatalogue(NpgsqlDataSource dataSource, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(3);
    private readonly SemaphoreSlim _loading = new(1, 1);
    private volatile KnownPlatforms? _known;

    public async ValueTask<KnownPlatforms> GetAsync(CancellationToken cancellationToken)
    {
        if (Current() is { } known)
        {
            return known;
        }

        await _loading.WaitAsync(cancellationToken);
        try
        {
            return Current() ?? (_known = await LoadAsync(cancellationToken));
        }
        finally
        {
            _loading.Release();
        }
    }

    public async Task AnnouncedAsync(PublisherAnnounced announced, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateTenantBatch(Tenant.System);

        // Presence is told by this service's clock; which description is newer, by the workers'.
        batch.Add(
            """
            insert into platforms as known (slug, display_name, version, capabilities, announced_at, last_seen_at)
            values ($1, $2, $3, $4::json, $5, $6)
            on conflict (slug) do update set
                display_name = case when excluded.announced_at >= known.announced_at then excluded.display_name else known.display_name end,
                version      = case when excluded.announced_at >= known.announced_at then excluded.version else known.version end,
                capabilities = case when excluded.announced_at >= known.announced_at then excluded.capabilities else known.capabilities end,
                announced_at = greatest(excluded.announced_at, known.announced_at),
                last_seen_at = greatest(excluded.last_seen_at, known.last_seen_at)
            """,
            announced.Platform,
            announced.DisplayName,
            announced.Version,
            StoredJson.Write(announced.Capabilities),
            announced.At.ToUniversalTime(),
            clock.GetUtcNow());
        await batch.ExecuteNonQueryAsync(cancellationToken);
        _known = null;
    }

    public void Dispose() => _loading.Dispose();

    private KnownPlatforms? Current() =>
        _known is { } known && clock.GetElapsedTime(known.LoadedAt) < Lifetime ? known : null;

    private async Task<KnownPlatforms> LoadAsync(CancellationToken cancellationToken)
    {
        var loadedAt = clock.GetTimestamp();
        List<KnownPlatform> platforms = [];

        await using var batch = dataSource.CreateTenantBatch(Tenant.System);
        batch.Add("select slug, display_name, version, capabilities, last_seen_at from platforms order by slug");
        await using var reader = await batch.ReadAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            platforms.Add(new KnownPlatform(
                reader.GetString(0),
                reader.GetString(1),
                reader.GetString(2),
                StoredJson.Read<PlatformCapabilities>(reader.GetString(3)),
                reader.GetFieldValue<DateTimeOffset>(4)));
        }

        return new KnownPlatforms(platforms, loadedAt);
    }
}
