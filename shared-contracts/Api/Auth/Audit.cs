namespace ContentMultiplier.Contracts.Api.Auth;

/// <summary>One entry of the audit log. Each carries the hash of the one before, so that none can be changed or left out unseen.</summary>
/// <param name="Actor">A user's id or a service's name; empty for who was not signed in.</param>
/// <param name="ActorKind"><c>user</c>, <c>service</c>, <c>anonymous</c> or <c>system</c>.</param>
/// <param name="Network">Where it came from, as CIDR; whole addresses are not kept.</param>
/// <param name="Outcome"><c>done</c>, <c>denied</c> or <c>failed</c>.</param>
public sealed record AuditEventResponse(
    long Seq,
    DateTimeOffset At,
    string Actor,
    string ActorKind,
    Guid? ApiKeyId,
    string? Network,
    string? RequestId,
    string Action,
    string SubjectType,
    string SubjectId,
    string Outcome,
    IReadOnlyDictionary<string, string> Detail,
    string Hash);
