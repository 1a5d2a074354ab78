using System.Text.Json;
using ContentMultiplier.Contracts.Platforms;
using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Media.Platforms;

/// <summary>What a platform said that it takes.</summary>
internal sealed record AnnouncedRules(string Slug, MediaRules Rules);

/// <summary>The platforms' rules for files, as their workers announced them.</summary>
internal sealed class PlatformRules(NpgsqlDataSource dataSource)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <param name="names">Slugs or other names of platforms; those that nobody announced are left out.</param>
    public async Task<IReadOnlyDictionary<string, AnnouncedRules>> FindAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateTenantBatch(Tenant.System);
        batch.Add(
            """
            select distinct on (name) name, slug, rules
              from unnest($1::text[]) name join platforms on slug = name or name = any(aliases)
             order by name, slug = name desc
            """,
            new NpgsqlParameter { Value = names.ToArray() });
        var found = new Dictionary<string, AnnouncedRules>(StringComparer.Ordinal);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found[reader.GetString(0)] = new AnnouncedRules(reader.GetString(1), JsonSerializer.Deserialize<MediaRules>(reader.GetString(2), Json)!);
        }

        return found;
    }

    public async Task AnnouncedAsync(PublisherAnnounced announced, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateTenantBatch(Tenant.System);
        batch.Add(
            """
            insert into platforms as known (slug, aliases, rules, announced_at) values ($1, $2, $3::json, $4)
            on conflict (slug) do update set aliases = excluded.aliases, rules = excluded.rules, announced_at = excluded.announced_at
             where excluded.announced_at > known.announced_at
            """,
            announced.Platform,
            announced.Capabilities.Aliases.ToArray(),
            JsonSerializer.Serialize(announced.Capabilities.Media, Json),
            announced.At.ToUniversalTime());
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
