using System.Collections.Concurrent;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Platforms;

/// <summary>The platforms in memory. Another replica may have heard the latest announcement, so the table is read again now and then.</summary>
internal sealed class PlatformCatalog(IServiceScopeFactory scopes, TimeProvider clock)
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, KnownPlatform> _platforms = new(StringComparer.Ordinal);
    private DateTimeOffset _readAt = DateTimeOffset.MinValue;

    public void Keep(KnownPlatform platform) => _platforms[platform.Slug] = platform;

    /// <param name="name">The slug or an alias.</param>
    /// <returns>Null when no worker ever announced such a platform.</returns>
    public async Task<KnownPlatform?> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (clock.GetUtcNow() - _readAt > MaxAge)
        {
            await ReadAsync(cancellationToken);
        }

        return _platforms.TryGetValue(name, out var platform)
            ? platform
            : _platforms.Values.FirstOrDefault(known => known.Capabilities.Aliases.Contains(name, StringComparer.Ordinal));
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AuthDbContext>();
        await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);
        foreach (var platform in await db.Platforms.AsNoTracking().ToListAsync(cancellationToken))
        {
            Keep(platform.Read());
        }

        _readAt = clock.GetUtcNow();
    }
}
