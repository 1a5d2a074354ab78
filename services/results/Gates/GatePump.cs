using ContentMultiplier.Results.Publications;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContentMultiplier.Results.Gates;

/// <summary>Opens gates whose time has come: lets go what waits, in the order in which it was due, then forgets the gate.</summary>
internal sealed class GatePump(
    NpgsqlDataSource database, PublicationStore store, TimeProvider time, IOptions<ResultsOptions> options, ILogger<GatePump> logger)
    : DuePump(time, logger)
{
    private const int BatchSize = 200;

    private const string FindOpen = """
        select workspace_id, platform from publication_gates
        where until <= $1 and account_id = '00000000-0000-0000-0000-000000000000' order by until limit 100
        """;

    /// <summary>Not while it is closed again.</summary>
    private const string FindHeld = """
        select id from publications
        where workspace_id = $1 and platform = $2 and status = 'queued' and category = 'held'
          and exists (select from publication_gates gate where gate.workspace_id = $1 and gate.platform = $2
                      and gate.account_id = '00000000-0000-0000-0000-000000000000' and gate.until <= $3)
        order by coalesce(due_at, created_at), id limit $4
        """;

    /// <summary>Whoever looked at the gate while it was closed has written by now, since the lock came first.</summary>
    private const string Forget = """
        delete from publication_gates gate
        where workspace_id = $1 and platform = $2 and account_id = '00000000-0000-0000-0000-000000000000' and until <= $3
          and not exists (select from publications where workspace_id = $1 and platform = $2 and status = 'queued' and category = 'held')
        """;

    /// <summary>Each publication is scheduled for the end of its pause, so that nobody waits for this.</summary>
    private const string ForgetPauses = """
        delete from publication_gates where until <= $1 and account_id <> '00000000-0000-0000-0000-000000000000'
        """;

    private const string Next = "select min(until) from publication_gates where until > $1";

    private readonly TimeProvider _time = time;

    protected override async Task<DateTimeOffset?> PumpAsync(CancellationToken cancellationToken)
    {
        List<(Guid WorkspaceId, string Platform)> open;
        do
        {
            open = await FindOpenAsync(cancellationToken);
            foreach (var (workspaceId, platform) in open)
            {
                await OpenAsync(workspaceId, platform, cancellationToken);
            }
        }
        while (open.Count > 0);

        await using var batch = database.CreateTenantBatch(Tenant.System);
        batch.Add(ForgetPauses, _time.GetUtcNow());
        batch.Add(Next, _time.GetUtcNow());
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) && !reader.IsDBNull(0) ? reader.GetFieldValue<DateTimeOffset>(0) : null;
    }

    private async Task<List<(Guid WorkspaceId, string Platform)>> FindOpenAsync(CancellationToken cancellationToken)
    {
        await using var session = await database.BeginAsync(Tenant.System, cancellationToken);
        await using var batch = session.Batch();
        batch.Add(FindOpen, _time.GetUtcNow());
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        List<(Guid, string)> open = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            open.Add((reader.GetGuid(0), reader.GetString(1)));
        }

        return open;
    }

    private async Task OpenAsync(Guid workspaceId, string platform, CancellationToken cancellationToken)
    {
        while (await FindHeldAsync(workspaceId, platform, cancellationToken) is { Count: > 0 } held)
        {
            await store.ChangeAsync(
                held,
                set =>
                {
                    var at = _time.GetUtcNow();
                    foreach (var publication in held.Select(set.Find).OfType<Publication>())
                    {
                        publication.LeaveGate(at, options.Value);
                        at = at.AddMicroseconds(1);
                    }

                    return held.Count;
                },
                cancellationToken);
        }

        await using var session = await database.BeginAsync(Tenant.System, cancellationToken);
        await using var batch = session.Batch();
        GateRows.AddLockToChange(batch, workspaceId);
        batch.Add(Forget, workspaceId, platform, _time.GetUtcNow());
        await session.ExecuteAsync(batch, cancellationToken);
        await session.CommitAsync(cancellationToken);
    }

    private async Task<List<Guid>> FindHeldAsync(Guid workspaceId, string platform, CancellationToken cancellationToken)
    {
        await using var session = await database.BeginAsync(Tenant.System, cancellationToken);
        await using var batch = session.Batch();
        batch.Add(FindHeld, workspaceId, platform, _time.GetUtcNow(), BatchSize);
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        List<Guid> held = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            held.Add(reader.GetGuid(0));
        }

        return held;
    }
}
