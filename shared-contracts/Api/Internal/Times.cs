namespace ContentMultiplier.Contracts.Api.Internal;

/// <summary><c>POST /internal/times/resolve</c> of scheduler: the instant of a local time, by the rules that hold for all of them.</summary>
public sealed record ResolveLocalTimeRequest(string LocalTime, string TimeZone);

/// <param name="At">Null when <paramref name="Errors"/> says why.</param>
/// <param name="Warning">The zone skips that time, or has it twice.</param>
/// <param name="Errors">Field of the request to what is wrong with it.</param>
public sealed record ResolvedLocalTime(DateTimeOffset? At, string? Warning, IReadOnlyDictionary<string, string> Errors);
