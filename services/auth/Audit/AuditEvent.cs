namespace ContentMultiplier.Auth.Audit;

/// <summary>One link of a workspace's chain. Rows are added and never changed; the database refuses anything else.</summary>
internal sealed class AuditEvent
{
    public Guid WorkspaceId { get; init; }
    public long Seq { get; init; }
    public DateTimeOffset At { get; init; }
    public string Actor { get; init; } = "";
    public string ActorKind { get; init; } = "";
    public Guid? ViaKeyId { get; init; }
    public string? Network { get; init; }
    public string? RequestId { get; init; }
    public string Action { get; init; } = "";
    public string SubjectType { get; init; } = "";
    public string SubjectId { get; init; } = "";
    public string Outcome { get; init; } = "";

    /// <summary>JSON, as text: what was hashed has to come back byte by byte.</summary>
    public string Detail { get; init; } = "";

    public byte[] PrevHash { get; init; } = [];
    public byte[] Hash { get; init; } = [];
}

/// <summary>The last link of each chain, locked by whoever adds the next.</summary>
internal sealed class AuditHead
{
    public Guid WorkspaceId { get; init; }
    public long Seq { get; init; }
    public byte[] Hash { get; init; } = [];
}
