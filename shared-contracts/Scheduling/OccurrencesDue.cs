using System.Text.Json;

namespace ContentMultiplier.Contracts.Scheduling;

/// <summary>Command: copy these posts and plan the copies. Scheduler sends it once for each time of a recurrence, some time ahead.</summary>
public sealed record OccurrencesDue
{
    public required IReadOnlyList<DueOccurrence> Occurrences { get; init; }
}

public sealed record DueOccurrence
{
    public required Guid RecurrenceId { get; init; }
    public required Guid WorkspaceId { get; init; }

    /// <summary>Who asked for the recurrence.</summary>
    public required Guid UserId { get; init; }

    /// <summary>The post to copy.</summary>
    public required Guid TemplateId { get; init; }

    /// <summary>The id of the copy: the same command twice makes one.</summary>
    public required Guid PostId { get; init; }

    public required DateTimeOffset OccursAt { get; init; }
    public IReadOnlyList<RepeatedTarget>? Targets { get; init; }
    public IReadOnlyList<string>? Platforms { get; init; }
    public string? LateAction { get; init; }
    public int? LateWindowMinutes { get; init; }
}

public sealed record RepeatedTarget
{
    public required Guid AccountId { get; init; }
    public string? ContentType { get; init; }
    public JsonElement? Options { get; init; }

    /// <summary>The account of the target that it waits for.</summary>
    public Guid? DependsOn { get; init; }

    public string? OnFailure { get; init; }
    public string? FallbackUrl { get; init; }
}
