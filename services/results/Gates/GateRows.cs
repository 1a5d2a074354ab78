using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Results.Gates;

/// <summary>
/// Who looks through a gate and who closes it take turns, by a lock of the workspace that ends with the transaction: after the answer
/// to a hold nothing begins that had looked before.
/// </summary>
internal static class GateRows
{
    public const string Key = "hashtextextended(one.id::text, 3912)";

    /// <summary>The lock and the look are two statements: the second one sees what the first one waited for.</summary>
    private const string LockToLook = $"select pg_advisory_xact_lock_shared({Key}) from unnest($1) as one (id)";

    private const string LockToChange = $"select pg_advisory_xact_lock({Key}) from unnest($1) as one (id)";

    private const string Select = """
        select workspace_id, platform, account_id, until, reason, closed_at, closed_by from publication_gates
        where workspace_id = any($1 || '00000000-0000-0000-0000-000000000000'::uuid)
        """;

    private const string CloseHold = """
        insert into publication_gates (workspace_id, platform, account_id, until, reason, closed_at, closed_by)
        values ($1, $2, '00000000-0000-0000-0000-000000000000', $3, $4, $5, $6)
        on conflict (workspace_id, platform, account_id) do update set
            until = excluded.until, reason = excluded.reason, closed_by = excluded.closed_by,
            closed_at = case when publication_gates.until <= $5 then excluded.closed_at else publication_gates.closed_at end
        returning closed_at
        """;

    private const string OpenHold = """
        update publication_gates set until = $3
        where workspace_id = $1 and platform = $2 and account_id = '00000000-0000-0000-0000-000000000000' and (until is null or until > $3)
        returning platform
        """;

    /// <summary>Nobody takes part in the lock for this: a pause spares calls, and one more is no harm.</summary>
    private const string ClosePauses = """
        insert into publication_gates (workspace_id, platform, account_id, until, closed_at)
        select * from unnest($1, $2, $3, $4, $5) as one (workspace_id, platform, account_id, until, closed_at)
        order by workspace_id, platform, account_id
        on conflict (workspace_id, platform, account_id) do update set until = excluded.until
        where publication_gates.until < excluded.until
        """;

    public static void AddLockToChange(NpgsqlBatch batch, Guid workspaceId) => batch.Add(LockToChange, [new[] { workspaceId }]);

    public static void AddCloseHold(NpgsqlBatch batch, Gate hold) =>
        batch.Add(CloseHold, hold.WorkspaceId, hold.Platform, hold.Until, hold.Reason, hold.ClosedAt, hold.ClosedBy);

    public static void AddOpenHold(NpgsqlBatch batch, Guid workspaceId, string platform, DateTimeOffset now) =>
        batch.Add(OpenHold, workspaceId, platform, now);

    public static void AddClosePauses(NpgsqlBatch batch, IReadOnlyCollection<Gate> pauses)
    {
        var rows = pauses.GroupBy(pause => (pause.WorkspaceId, pause.Platform, pause.AccountId))
            .Select(account => account.MaxBy(pause => pause.Until)!)
            .ToList();
        if (rows.Count > 0)
        {
            batch.Add(
                ClosePauses,
                rows.Select(row => row.WorkspaceId).ToArray(), rows.Select(row => row.Platform).ToArray(), rows.Select(row => row.AccountId).ToArray(),
                rows.Select(row => row.Until!.Value).ToArray(), rows.Select(row => row.ClosedAt).ToArray());
        }
    }

    public static void AddLook(NpgsqlBatch batch, Guid[] workspaces)
    {
        batch.Add(LockToLook, [workspaces]);
        batch.Add(Select, [workspaces]);
    }

    /// <param name="reader">Stands before what <see cref="AddLook"/> asked for, and is left before what follows.</param>
    public static async Task<GateSet> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        await reader.NextResultAsync(cancellationToken);
        List<Gate> gates = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            gates.Add(new Gate
            {
                WorkspaceId = reader.GetGuid(0),
                Platform = reader.GetString(1),
                AccountId = reader.GetGuid(2),
                Until = reader.IsDBNull(3) ? null : reader.GetFieldValue<DateTimeOffset>(3),
                Reason = reader.IsDBNull(4) ? null : reader.GetString(4),
                ClosedAt = reader.GetFieldValue<DateTimeOffset>(5),
                ClosedBy = reader.IsDBNull(6) ? null : reader.GetGuid(6),
            });
        }

        await reader.NextResultAsync(cancellationToken);
        return gates.Count == 0 ? GateSet.Empty : new GateSet(gates);
    }
}
