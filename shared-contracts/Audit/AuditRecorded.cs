namespace ContentMultiplier.Contracts.Audit;

/// <summary>
/// Event: somebody did something that the workspace's audit log keeps. Any service sends it, in the transaction of what was done;
/// auth writes it down. Publishing needs none: <see cref="Publishing.PublicationsRequested"/> says who asked.
/// </summary>
public sealed record AuditRecorded
{
    public required Guid WorkspaceId { get; init; }

    /// <summary><c>subject.verb</c>: <c>post.cancel</c>, at most 64 characters.</summary>
    public required string Action { get; init; }

    /// <summary><c>post</c>, <c>publication</c>, …</summary>
    public required string SubjectType { get; init; }

    public required string SubjectId { get; init; }

    /// <summary><c>done</c>, <c>denied</c> or <c>failed</c>.</summary>
    public string Outcome { get; init; } = "done";

    /// <summary>Null: the sending service by itself.</summary>
    public Requester? By { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>A few short facts; never a secret, a body or a whole address.</summary>
    public IReadOnlyDictionary<string, string> Detail { get; init; } = new Dictionary<string, string>();
}

/// <summary>Who asked, as far as the audit log keeps it.</summary>
/// <param name="Network">The network they asked from, as CIDR; never the whole address.</param>
public sealed record Requester(Guid UserId, Guid? ApiKeyId = null, string? Network = null, string? RequestId = null);
