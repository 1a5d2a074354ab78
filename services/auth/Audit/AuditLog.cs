using ContentMultiplier.Auth.Data;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace ContentMultiplier.Auth.Audit;

/// <summary>
/// Writes what was done into the chain of its workspace, in the transaction that does it: neither is there without the other.
/// Call it last before the commit, because the head of the chain stays locked until then.
/// </summary>
internal sealed class AuditLog(IHttpContextAccessor accessor)
{
    /// <summary>The chain of what belongs to no workspace, such as a sign-in with an address that nobody has.</summary>
    public static readonly Guid Installation = Guid.Empty;

    private const string OpenChains = """
        insert into audit_heads (workspace_id, seq, hash)
        select workspace_id, 0, $2 from unnest($1) as chain (workspace_id) order by workspace_id
        on conflict do nothing
        """;

    private const string LockHeads = """
        select workspace_id, seq, hash, clock_timestamp() from audit_heads
        where workspace_id = any($1) order by workspace_id for update
        """;

    private const string InsertEvents = """
        insert into audit_events (workspace_id, seq, at, actor, actor_kind, via_key_id, network, request_id,
            action, subject_type, subject_id, outcome, detail, prev_hash, hash)
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        """;

    private const string MoveHeads = """
        update audit_heads set seq = moved.seq, hash = moved.hash
        from unnest($1, $2, $3) as moved (workspace_id, seq, hash) where audit_heads.workspace_id = moved.workspace_id
        """;

    public Task RecordAsync(AuthDbContext db, AuditEntry entry, CancellationToken cancellationToken) =>
        RecordAsync(db, [entry], cancellationToken);

    /// <summary>The transaction has to be that of the entries' workspace, or of the system.</summary>
    public Task RecordAsync(AuthDbContext db, IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var transaction = (NpgsqlTransaction)(db.Database.CurrentTransaction
            ?? throw new InvalidOperationException("What is recorded belongs into the transaction that does it.")).GetDbTransaction();
        return AppendAsync(
            () => new NpgsqlBatch(connection, transaction), (batch, ct) => batch.ExecuteReaderAsync(ct), entries, cancellationToken);
    }

    /// <inheritdoc cref="RecordAsync(AuthDbContext, IReadOnlyList{AuditEntry}, CancellationToken)"/>
    public Task RecordAsync(DatabaseSession session, IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken) =>
        AppendAsync(session.Batch, session.ReadAsync, entries, cancellationToken);

    private async Task AppendAsync(
        Func<NpgsqlBatch> open,
        Func<NpgsqlBatch, CancellationToken, Task<NpgsqlDataReader>> read,
        IReadOnlyList<AuditEntry> entries,
        CancellationToken cancellationToken)
    {
        if (entries.Count == 0)
        {
            return;
        }

        var chains = await LockAsync(open, read, [.. entries.Select(entry => entry.WorkspaceId).Distinct()], cancellationToken);
        var caller = AuditActor.Of(accessor.HttpContext);
        List<AuditEvent> rows = [.. entries.Select(entry => chains[entry.WorkspaceId].Append(entry, entry.Actor ?? caller))];

        await using var batch = open();
        Insert(batch, rows);
        batch.Add(
            MoveHeads,
            chains.Keys.ToArray(),
            chains.Values.Select(chain => chain.Seq).ToArray(),
            chains.Values.Select(chain => chain.Hash).ToArray());
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>In the order of their ids, so that two writers of several chains never wait for each other.</summary>
    private static async Task<Dictionary<Guid, Chain>> LockAsync(
        Func<NpgsqlBatch> open,
        Func<NpgsqlBatch, CancellationToken, Task<NpgsqlDataReader>> read,
        Guid[] workspaces,
        CancellationToken cancellationToken)
    {
        await using var batch = open();
        batch.Add(OpenChains, workspaces, AuditChain.Beginning);
        batch.Add(LockHeads, workspaces);
        await using var reader = await read(batch, cancellationToken);
        Dictionary<Guid, Chain> chains = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            chains.Add(reader.GetGuid(0), new Chain(reader.GetInt64(1), (byte[])reader[2], reader.GetFieldValue<DateTimeOffset>(3)));
        }

        return chains;
    }

    private static void Insert(NpgsqlBatch batch, List<AuditEvent> rows) => batch.Add(
        InsertEvents,
        rows.Select(row => row.WorkspaceId).ToArray(),
        rows.Select(row => row.Seq).ToArray(),
        rows.Select(row => row.At).ToArray(),
        rows.Select(row => row.Actor).ToArray(),
        rows.Select(row => row.ActorKind).ToArray(),
        rows.Select(row => row.ViaKeyId).ToArray(),
        rows.Select(row => row.Network).ToArray(),
        rows.Select(row => row.RequestId).ToArray(),
        rows.Select(row => row.Action).ToArray(),
        rows.Select(row => row.SubjectType).ToArray(),
        rows.Select(row => row.SubjectId).ToArray(),
        rows.Select(row => row.Outcome).ToArray(),
        rows.Select(row => row.Detail).ToArray(),
        rows.Select(row => row.PrevHash).ToArray(),
        rows.Select(row => row.Hash).ToArray());

    private sealed class Chain(long seq, byte[] hash, DateTimeOffset now)
    {
        public long Seq { get; private set; } = seq;
        public byte[] Hash { get; private set; } = hash;

        public AuditEvent Append(AuditEntry entry, AuditActor actor)
        {
            var row = Row(entry, actor, []);
            row = Row(entry, actor, AuditChain.HashOf(row));
            (Seq, Hash) = (row.Seq, row.Hash);
            return row;
        }

        private AuditEvent Row(AuditEntry entry, AuditActor actor, byte[] itsHash) => new()
        {
            WorkspaceId = entry.WorkspaceId,
            Seq = Seq + 1,
            At = AuditChain.Stored(entry.At ?? now),
            Actor = AuditEntry.Clean(actor.Name, 100),
            ActorKind = actor.Kind,
            ViaKeyId = actor.ApiKeyId,
            Network = actor.Network is null ? null : AuditEntry.Clean(actor.Network, 50),
            RequestId = actor.RequestId is null ? null : AuditEntry.Clean(actor.RequestId, 64),
            Action = AuditEntry.Clean(entry.Action, 64),
            SubjectType = AuditEntry.Clean(entry.SubjectType, 32),
            SubjectId = AuditEntry.Clean(entry.SubjectId, 200),
            Outcome = entry.Outcome,
            Detail = entry.CanonicalDetail(),
            PrevHash = Hash,
            Hash = itsHash,
        };
    }
}
