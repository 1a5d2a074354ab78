using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Results.Restores;

/// <summary>
/// All restores there have been. Nobody may send before they are known, so that they are read with the first claim; they do not change
/// while a process runs, because a restore begins with stopping it.
/// </summary>
internal sealed class RestoreLog(NpgsqlDataSource database)
{
    private IReadOnlyList<Restore>? _known;

    public async ValueTask<IReadOnlyList<Restore>> ReadAsync(CancellationToken cancellationToken) =>
        _known ??= await LoadAsync(cancellationToken);

    /// <returns>When it was restored, by the clock of the database.</returns>
    public async Task<DateTimeOffset> AddAsync(DateTimeOffset backupAt, CancellationToken cancellationToken)
    {
        await using var session = await database.BeginAsync(Tenant.System, cancellationToken);
        DateTimeOffset restoredAt;
        await using (var batch = session.Batch())
        {
            batch.Add("insert into restores (backup_at, restored_at) values ($1, clock_timestamp()) returning restored_at", backupAt);
            await using var reader = await session.ReadAsync(batch, cancellationToken);
            await reader.ReadAsync(cancellationToken);
            restoredAt = reader.GetFieldValue<DateTimeOffset>(0);
        }

        await session.CommitAsync(cancellationToken);
        return restoredAt;
    }

    private async Task<IReadOnlyList<Restore>> LoadAsync(CancellationToken cancellationToken)
    {
        await using var session = await database.BeginAsync(Tenant.System, cancellationToken);
        await using var batch = session.Batch();
        batch.Add("select backup_at, restored_at from restores order by restored_at");
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        List<Restore> restores = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            restores.Add(new Restore(reader.GetFieldValue<DateTimeOffset>(0), reader.GetFieldValue<DateTimeOffset>(1)));
        }

        return restores;
    }
}
