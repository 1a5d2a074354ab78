using System.Security.Cryptography;
using System.Text;
using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Auth.Vault;

/// <summary>
/// Brings secrets under the primary key after it was changed: only the data keys are sealed anew, the secrets themselves are not
/// opened. Rows that somebody holds are left for the next round, and a row that changed meanwhile keeps its change.
/// </summary>
internal sealed partial class KeyRewrap(
    NpgsqlDataSource database, IKeySource keys, TimeProvider clock, ILogger<KeyRewrap> logger) : DuePump(clock, logger)
{
    private const int Batch = 200;

    private readonly TimeProvider _clock = clock;

    /// <summary>Another process may have sealed with the former key while it did not know the new one yet.</summary>
    protected override TimeSpan IdleLimit => TimeSpan.FromMinutes(1);

    protected override async Task<DateTimeOffset?> PumpAsync(CancellationToken cancellationToken)
    {
        var held = false;
        foreach (var column in SealedColumn.All.Where(column => !column.IsShortLived))
        {
            held |= await RewrapAsync(column, cancellationToken);
        }

        return held ? _clock.GetUtcNow() + TimeSpan.FromSeconds(1) : null;
    }

    /// <returns>True when rows are left that may be done soon.</returns>
    private async Task<bool> RewrapAsync(SealedColumn column, CancellationToken cancellationToken)
    {
        var after = Guid.Empty;
        var changedMeanwhile = false;
        while (true)
        {
            await using var session = await database.BeginAsync(Tenant.System, cancellationToken);
            var set = keys.Current;
            var rows = await ReadAsync(session, column, set.Primary, after, cancellationToken);
            if (rows.Count == 0)
            {
                return changedMeanwhile;
            }

            await using var batch = session.Batch();
            foreach (var row in rows)
            {
                if (Rewrap(row, column, set) is { } rewrapped)
                {
                    batch.Add($"update {column.Table} set {column.Column} = $1 where {column.Key} = $2 and {column.Column} = $3", rewrapped, row.Key, row.Secret);
                }
            }

            if (batch.BatchCommands.Count > 0)
            {
                var written = await batch.ExecuteNonQueryAsync(cancellationToken);
                changedMeanwhile |= written < batch.BatchCommands.Count;
            }

            await session.CommitAsync(cancellationToken);
            after = rows[^1].Key;
        }
    }

    private static async Task<List<Row>> ReadAsync(
        DatabaseSession session, SealedColumn column, string primary, Guid after, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch();
        batch.Add(
            $"""
            select {column.Key}, {column.Column}, {column.Place} from {column.Table}
            where {column.Column} is not null and {column.KeyId} <> $1 and {column.Key} > $2
            order by {column.Key} limit {Batch} for update skip locked
            """,
            Encoding.ASCII.GetBytes(primary),
            after);
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        List<Row> rows = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new Row(
                reader.GetGuid(0),
                (byte[])reader[1],
                new SecretPlace(reader.GetGuid(2), reader.GetString(3), reader.GetGuid(4), reader.GetString(5))));
        }

        return rows;
    }

    /// <returns>Null for a secret that does not open where it stands; it must not stop the others.</returns>
    private byte[]? Rewrap(Row row, SealedColumn column, VaultKeySet set)
    {
        try
        {
            return Envelope.Rewrap(row.Secret, row.Place, set.Find, set.Primary, set.PrimaryKey.Span);
        }
        catch (CryptographicException shut)
        {
            LogShut(column.Table, column.Column, row.Key, shut.Message);
            return null;
        }
    }

    private sealed record Row(Guid Key, byte[] Secret, SecretPlace Place);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Table}.{Column} of {Id} could not be sealed with the primary key: {Reason}")]
    private partial void LogShut(string table, string column, Guid id, string reason);
}
