using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.Contracts.Audit;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Results.Gates;

/// <summary>The holds of a workspace, each change with its line for the audit log.</summary>
internal sealed class HoldStore(NpgsqlDataSource database, Outbox outbox)
{
    private const string Knows = "select exists (select from platforms where slug = $1)";

    private const string CountHeld = """
        select count(*) from publications where workspace_id = $1 and platform = $2 and status = 'queued' and category = 'held'
        """;

    private const string List = """
        select gate.platform, gate.reason, gate.until, gate.closed_at, gate.closed_by,
            (select count(*) from publications
              where workspace_id = $1 and platform = gate.platform and status = 'queued' and category = 'held')
        from publication_gates gate
        where gate.workspace_id = $1 and gate.account_id = '00000000-0000-0000-0000-000000000000' and (gate.until is null or gate.until > $2)
        order by gate.platform
        """;

    /// <summary>Any replica may have heard of it, so the table says.</summary>
    public async Task<bool> KnowsAsync(string platform, CancellationToken cancellationToken)
    {
        await using var session = await database.BeginAsync(Tenant.System, cancellationToken);
        await using var batch = session.Batch();
        batch.Add(Knows, platform);
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        return await reader.ReadAsync(cancellationToken) && reader.GetBoolean(0);
    }

    public async Task<HoldResponse> CloseAsync(Gate hold, AuditRecorded record, CancellationToken cancellationToken)
    {
        var mail = outbox.Prepare(record);
        await using var session = await database.BeginAsync(Tenant.Workspace(hold.WorkspaceId), cancellationToken);
        HoldResponse held;
        await using (var batch = session.Batch())
        {
            GateRows.AddLockToChange(batch, hold.WorkspaceId);
            GateRows.AddCloseHold(batch, hold);
            batch.Add(CountHeld, hold.WorkspaceId, hold.Platform);
            mail.AddTo(batch);
            await using var reader = await session.ReadAsync(batch, cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            var heldAt = reader.GetFieldValue<DateTimeOffset>(0);
            await reader.NextResultAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            held = new HoldResponse
            {
                Platform = hold.Platform, Reason = hold.Reason, Until = hold.Until, HeldAt = heldAt, HeldBy = hold.ClosedBy, Waiting = reader.GetInt64(0),
            };
        }

        await session.CommitAsync(cancellationToken);
        mail.Committed();
        return held;
    }

    /// <param name="record">The audit log's line, by how many waited.</param>
    public async Task<long> OpenAsync(
        Guid workspaceId, string platform, DateTimeOffset now, Func<long, AuditRecorded> record, CancellationToken cancellationToken)
    {
        await using var session = await database.BeginAsync(Tenant.Workspace(workspaceId), cancellationToken);
        bool isOpened;
        long waiting;
        await using (var batch = session.Batch())
        {
            GateRows.AddLockToChange(batch, workspaceId);
            GateRows.AddOpenHold(batch, workspaceId, platform, now);
            batch.Add(CountHeld, workspaceId, platform);
            await using var reader = await session.ReadAsync(batch, cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            isOpened = await reader.ReadAsync(cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            waiting = reader.GetInt64(0);
        }

        if (!isOpened)
        {
            return 0;
        }

        var mail = outbox.Prepare(record(waiting));
        await using (var write = session.Batch())
        {
            mail.AddTo(write);
            await session.ExecuteAsync(write, cancellationToken);
        }

        await session.CommitAsync(cancellationToken);
        mail.Committed();
        return waiting;
    }

    public async Task<IReadOnlyList<HoldResponse>> ListAsync(Guid workspaceId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var session = await database.BeginAsync(Tenant.Workspace(workspaceId), cancellationToken);
        await using var batch = session.Batch();
        batch.Add(List, workspaceId, now);
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        List<HoldResponse> holds = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            holds.Add(new HoldResponse
            {
                Platform = reader.GetString(0),
                Reason = reader.IsDBNull(1) ? null : reader.GetString(1),
                Until = reader.IsDBNull(2) ? null : reader.GetFieldValue<DateTimeOffset>(2),
                HeldAt = reader.GetFieldValue<DateTimeOffset>(3),
                HeldBy = reader.IsDBNull(4) ? null : reader.GetGuid(4),
                Waiting = reader.GetInt64(5),
            });
        }

        return holds;
    }
}
