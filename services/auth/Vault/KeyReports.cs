using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Auth.Vault;

/// <summary>Which keys the running processes hold, and how many secrets each key seals.</summary>
internal sealed class KeyReports(NpgsqlDataSource database, IKeySource keys, TimeProvider clock)
{
    /// <summary>A process that said nothing for so long is gone.</summary>
    private static readonly TimeSpan InstanceLife = TimeSpan.FromMinutes(2);

    public async Task KeepAsync(Guid instance, VaultKeySet held, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateTenantBatch(Tenant.System);
        batch.Add("delete from vault_instances where reported_at < $1", now - InstanceLife);
        batch.Add(
            """
            insert into vault_instances (id, primary_key, keys, reported_at) values ($1, $2, $3, $4)
            on conflict (id) do update set primary_key = excluded.primary_key, keys = excluded.keys, reported_at = excluded.reported_at
            """,
            instance,
            held.Primary,
            held.Ids.ToArray(),
            now);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task RemoveAsync(Guid instance, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateTenantBatch(Tenant.System);
        batch.Add("delete from vault_instances where id = $1", instance);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<KeyReport> ReadAsync(CancellationToken cancellationToken)
    {
        await using var session = await database.BeginAsync(Tenant.System, cancellationToken);
        var counts = await CountAsync(session, cancellationToken);
        var instances = await InstancesAsync(session, cancellationToken);
        var held = keys.Current;
        return new KeyReport(
            held.Primary,
            [
                .. held.Ids.Union(counts.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(id =>
                {
                    var (lasting, shortLived) = counts.GetValueOrDefault(id);
                    return new KeyUse(id, held.Ids.Contains(id, StringComparer.Ordinal), lasting, shortLived);
                }),
            ],
            instances);
    }

    private static async Task<Dictionary<string, (long Lasting, long ShortLived)>> CountAsync(DatabaseSession session, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch();
        batch.Add(string.Join(
            " union all ",
            SealedColumn.All.Select(column =>
                $"""
                select encode({column.KeyId}, 'escape'), count(*), {(column.IsShortLived ? "true" : "false")}
                from {column.Table} where {column.Column} is not null group by 1
                """)));
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        Dictionary<string, (long Lasting, long ShortLived)> counts = new(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            var (lasting, shortLived) = counts.GetValueOrDefault(reader.GetString(0));
            counts[reader.GetString(0)] = reader.GetBoolean(2)
                ? (lasting, shortLived + reader.GetInt64(1))
                : (lasting + reader.GetInt64(1), shortLived);
        }

        return counts;
    }

    private async Task<IReadOnlyList<KeyHolder>> InstancesAsync(DatabaseSession session, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch();
        batch.Add(
            "select id, primary_key, keys, reported_at from vault_instances where reported_at >= $1 order by id",
            clock.GetUtcNow() - InstanceLife);
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        List<KeyHolder> instances = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            instances.Add(new KeyHolder(
                reader.GetGuid(0), reader.GetString(1), reader.GetFieldValue<string[]>(2), reader.GetFieldValue<DateTimeOffset>(3)));
        }

        return instances;
    }
}

internal sealed record KeyReport(string Primary, IReadOnlyList<KeyUse> Keys, IReadOnlyList<KeyHolder> Instances)
{
    /// <summary>Every running process holds exactly the keys of this report, and the primary one seals all that lasts.</summary>
    public bool IsSettled => Keys.All(key => key.Id == Primary || key.Secrets == 0) && IsHeldByAll;

    public bool IsHeldByAll => Instances.All(instance => instance.Primary == Primary
        && Keys.Where(key => key.IsHeld).Select(key => key.Id).Order(StringComparer.Ordinal)
            .SequenceEqual(instance.Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal));
}

/// <param name="ShortLivedSecrets">Of connections in the making: they run out within the hour by themselves.</param>
internal sealed record KeyUse(string Id, bool IsHeld, long Secrets, long ShortLivedSecrets);

internal sealed record KeyHolder(Guid Id, string Primary, IReadOnlyList<string> Keys, DateTimeOffset ReportedAt);
