using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Auth.Audit;

/// <summary>Reads every chain from its first row to its head and says what does not fit.</summary>
internal sealed class AuditVerification(NpgsqlDataSource database)
{
    private const int MostFindings = 100;

    private const string Heads = "select workspace_id, seq, hash from audit_heads";

    private const string Rows = """
        select workspace_id, seq, at, actor, actor_kind, via_key_id, network, request_id, action, subject_type, subject_id, outcome,
            detail, prev_hash, hash
        from audit_events order by workspace_id, seq
        """;

    private readonly Dictionary<Guid, (long Seq, byte[] Hash)> _heads = [];
    private readonly List<string> _findings = [];
    private Dictionary<(Guid, long), string> _anchored = [];
    private AuditEvent? _last;
    private long _rows;
    private int _chains;

    /// <param name="anchors">What was said outside the database; null where nothing was.</param>
    public async Task<AuditReport> RunAsync(AnchorFile? anchors, CancellationToken cancellationToken)
    {
        _findings.AddRange(anchors?.Findings ?? []);
        _anchored = (anchors?.Said ?? []).ToDictionary(head => (head.Workspace, head.Seq), head => head.Hash);

        // One snapshot for heads and rows: what is added meanwhile is not looked at.
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction) { Timeout = 0 };
        batch.Add("select set_config('app.system', 'on', true)");
        batch.Add(Heads);
        batch.Add(Rows);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            _heads.Add(reader.GetGuid(0), (reader.GetInt64(1), (byte[])reader[2]));
        }

        _chains = _heads.Count;
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            Check(Read(reader));
        }

        Finish();
        return new AuditReport(_rows, _chains, _findings.Count > MostFindings ? _findings.GetRange(0, MostFindings) : _findings, anchors?.LastAt);
    }

    private void Check(AuditEvent row)
    {
        _rows++;
        if (_last is not null && _last.WorkspaceId != row.WorkspaceId)
        {
            CheckHead(_last);
            _last = null;
        }

        var expected = (_last?.Seq ?? 0) + 1;
        if (row.Seq != expected)
        {
            Find(row, $"rows {expected} to {row.Seq - 1} are missing");
        }
        else if (!row.PrevHash.AsSpan().SequenceEqual(_last?.Hash ?? AuditChain.Beginning))
        {
            Find(row, "does not follow the row before it");
        }

        if (!row.Hash.AsSpan().SequenceEqual(AuditChain.HashOf(row)))
        {
            Find(row, "was altered");
        }

        if (_anchored.Remove((row.WorkspaceId, row.Seq), out var said) && said != Convert.ToHexStringLower(row.Hash))
        {
            Find(row, "is not the row that was anchored; the chain was written anew");
        }

        _last = row;
    }

    private void CheckHead(AuditEvent last)
    {
        if (!_heads.Remove(last.WorkspaceId, out var head))
        {
            Find(last, "is the last row, and the head of the chain is missing");
        }
        else if (head.Seq != last.Seq)
        {
            Find(last, $"is the last row, but the chain went on to {head.Seq}");
        }
        else if (!head.Hash.AsSpan().SequenceEqual(last.Hash))
        {
            Find(last, "is the last row, and the head of the chain is another");
        }
    }

    private void Finish()
    {
        if (_last is not null)
        {
            CheckHead(_last);
        }

        _findings.AddRange(_heads.Where(head => head.Value.Seq > 0).Select(head => $"{head.Key}: all {head.Value.Seq} rows are missing"));
        _findings.AddRange(_anchored.Keys.Select(key => $"{key.Item1}, row {key.Item2}: was anchored and is missing"));
    }

    private void Find(AuditEvent row, string what) => _findings.Add($"{row.WorkspaceId}, row {row.Seq}: {what}");

    private static AuditEvent Read(NpgsqlDataReader reader) => new()
    {
        WorkspaceId = reader.GetGuid(0),
        Seq = reader.GetInt64(1),
        At = reader.GetFieldValue<DateTimeOffset>(2),
        Actor = reader.GetString(3),
        ActorKind = reader.GetString(4),
        ViaKeyId = reader.IsDBNull(5) ? null : reader.GetGuid(5),
        Network = reader.IsDBNull(6) ? null : reader.GetString(6),
        RequestId = reader.IsDBNull(7) ? null : reader.GetString(7),
        Action = reader.GetString(8),
        SubjectType = reader.GetString(9),
        SubjectId = reader.GetString(10),
        Outcome = reader.GetString(11),
        Detail = reader.GetString(12),
        PrevHash = (byte[])reader[13],
        Hash = (byte[])reader[14],
    };
}

/// <param name="AnchoredUntil">Null where nothing was anchored.</param>
internal sealed record AuditReport(long Rows, int Chains, IReadOnlyList<string> Findings, DateTimeOffset? AnchoredUntil);
