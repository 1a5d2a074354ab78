namespace ContentMultiplier.Contracts.Api.Scheduling;

/// <summary><c>GET /api/publishing/schedule?from=&amp;to=</c>.</summary>
public sealed record ScheduleResponse(IReadOnlyList<ScheduledItem> Items, string? NextCursor);

/// <summary><c>PATCH /api/publishing/schedule/{publication_id}</c>: an instant, or a local time with its zone.</summary>
public sealed record MoveRequest
{
    public DateTimeOffset? ScheduledAt { get; init; }
    public string? LocalTime { get; init; }
    public string? TimeZone { get; init; }
}

/// <param name="ResolvedAt">The instant that a local time stands for.</param>
public sealed record MoveResponse(
    Guid PublicationId, Guid PostId, DateTimeOffset DueAt, DateTimeOffset? ResolvedAt = null, IReadOnlyList<string>? Warnings = null);

public sealed record ScheduledItem(
    Guid PublicationId, Guid PostId, string Platform, Guid AccountId, int Attempt, DateTimeOffset DueAt);
