namespace ContentMultiplier.Contracts.Api.Scheduling;

/// <summary><c>GET /api/publishing/schedule?from=&amp;to=</c>.</summary>
public sealed record ScheduleResponse(IReadOnlyList<ScheduledItem> Items, string? NextCursor);

public sealed record ScheduledItem(
    Guid PublicationId, Guid PostId, string Platform, Guid AccountId, int Attempt, DateTimeOffset DueAt);
