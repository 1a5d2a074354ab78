using ContentMultiplier.Results.Publications;

namespace ContentMultiplier.Results.Gates;

/// <summary>
/// Behind it nothing new begins: a person holds a platform, or the platform asked one account to wait, or its whole application, which
/// all workspaces share. What has begun finishes.
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

    /// <summary>Before everybody's publications; the row is of no workspace.</summary>
    public bool IsForApplication => WorkspaceId == Guid.Empty && AccountId == Application;

    public bool IsHold => AccountId == Guid.Empty;

    /// <summary>In the place of an account.</summary>
    private static Guid Application => Guid.AllBitsSet;

    public static Gate PauseOf(Publication publication, bool isForApplication, DateTimeOffset until, DateTimeOffset now) => new()
    {
        WorkspaceId = isForApplication ? Guid.Empty : publication.WorkspaceId,
        Platform = publication.Platform,
        AccountId = isForApplication ? Application : publication.AccountId,
        Until = until,
        ClosedAt = now,
    };

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
            .Where(gate => gate.Platform == platform && gate.IsClosed(now)
                && (gate.IsForApplication || (gate.WorkspaceId == workspaceId && (gate.IsHold || gate.AccountId == accountId))))
            .OrderByDescending(gate => gate.IsHold)
            .ThenByDescending(gate => gate.Until)
            .FirstOrDefault();
}
