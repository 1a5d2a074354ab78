namespace ContentMultiplier.Results.Gates;

/// <summary>
/// Behind it nothing new begins: a person holds a platform, or the platform asked one account to wait. What has begun finishes.
/// </summary>
internal sealed class Gate
{
    public Guid WorkspaceId { get; init; }
    public string Platform { get; init; } = "";

    /// <summary>Empty for a hold, which is for all accounts of the platform.</summary>
    public Guid AccountId { get; init; }

    /// <summary>When it opens by itself; null where only a release opens it. The row of an open one stays until nobody waits behind it.</summary>
    public DateTimeOffset? Until { get; init; }

    public string? Reason { get; init; }
    public DateTimeOffset ClosedAt { get; init; }
    public Guid? ClosedBy { get; init; }

    public bool IsHold => AccountId == Guid.Empty;

    public bool IsClosed(DateTimeOffset now) => Until is null || Until > now;
}

/// <summary>The gates of the workspaces that a transaction is about.</summary>
internal sealed class GateSet(IReadOnlyList<Gate> gates)
{
    public static readonly GateSet Empty = new([]);

    /// <summary>What is closed before this account; a person's word before the platform's.</summary>
    public Gate? Find(Guid workspaceId, string platform, Guid accountId, DateTimeOffset now) => gates.Count == 0
        ? null
        : gates
            .Where(gate => gate.WorkspaceId == workspaceId && gate.Platform == platform && (gate.IsHold || gate.AccountId == accountId) && gate.IsClosed(now))
            .OrderByDescending(gate => gate.IsHold)
            .FirstOrDefault();
}
