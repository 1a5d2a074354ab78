using ContentMultiplier.Contracts.Api.Posts;

namespace ContentMultiplier.Contracts.Api.Scheduling;

/// <summary><c>POST /api/publishing/recurrences</c>: publish a copy of a post again and again.</summary>
public sealed record RecurrenceRequest
{
    /// <summary>Each time it is copied as it stands then.</summary>
    public required Guid PostId { get; init; }

    public IReadOnlyList<TargetRequest>? Targets { get; init; }

    /// <summary>Slugs; each stands for every account of that platform that is connected then.</summary>
    public IReadOnlyList<string>? Platforms { get; init; }

    /// <summary>Minute, hour, day of the month, month, day of the week: <c>30 9 * * mon-fri</c>.</summary>
    public required string Cron { get; init; }

    /// <summary>IANA zone: <c>Europe/Berlin</c>.</summary>
    public required string TimeZone { get; init; }

    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>How often, at the most.</summary>
    public int? Count { get; init; }

    public LatePolicyRequest? LatePolicy { get; init; }
}

/// <param name="Made">How many copies were planned.</param>
/// <param name="Skipped">How many times passed without one, because later ones had come by then.</param>
/// <param name="Upcoming">The next few times.</param>
/// <param name="Problem">Why the last time brought no copy.</param>
public sealed record RecurrenceResponse(
    Guid Id, RecurrenceRequest Recurrence, int Made, int Skipped, IReadOnlyList<DateTimeOffset> Upcoming, string? Problem, DateTimeOffset CreatedAt);
