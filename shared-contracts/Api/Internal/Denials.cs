using ContentMultiplier.Contracts.Audit;

namespace ContentMultiplier.Contracts.Api.Internal;

/// <summary>
/// What a process did not allow since its last report, for the audit log. Tries that differ in nothing are one entry with
/// their number, so that nobody fills the log by asking again and again.
/// </summary>
/// <param name="Id">Of the report: sent again under the same one, it is written once.</param>
public sealed record ReportDenialsRequest(Guid Id, IReadOnlyList<DeniedTries> Denials);

/// <summary>The same thing asked for once or many times, and not allowed.</summary>
public sealed record DeniedTries
{
    /// <summary>All zeros when it concerns no workspace.</summary>
    public required Guid WorkspaceId { get; init; }

    /// <summary><c>policy.deny</c>, <c>address.deny</c>, <c>egress.deny</c>, <c>credential.connect</c>.</summary>
    public required string Action { get; init; }

    public required string SubjectType { get; init; }

    public required string SubjectId { get; init; }

    /// <summary>Null: nobody who is known.</summary>
    public Requester? By { get; init; }

    /// <summary>Where an unknown one asked from, as CIDR; null: the reporting process by itself.</summary>
    public string? Network { get; init; }

    /// <summary>The code of the problem that was answered.</summary>
    public required string Reason { get; init; }

    public required DateTimeOffset FirstAt { get; init; }

    public required long Count { get; init; }
}
