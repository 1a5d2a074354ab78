namespace ContentMultiplier.Contracts.Publishing;

/// <summary>
/// Command: read the platform to learn what became of a step whose answer was lost. Results sends it to workers
/// that announced they can; routed by <see cref="Platform"/>.
/// </summary>
public sealed record ReconcilePublication
{
    public required Guid PublicationId { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required string Platform { get; init; }
    public required Guid AccountId { get; init; }

    /// <summary>Which reading this is, from 1.</summary>
    public required int Reading { get; init; }

    /// <summary>The step in question.</summary>
    public required string Step { get; init; }

    /// <summary>What the intent said the content would look like; see the SDK's fingerprint.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The call cannot have been made before this.</summary>
    public required DateTimeOffset SentAfter { get; init; }

    /// <summary>Steps that are known to be accepted, in their order.</summary>
    public IReadOnlyList<StepResult> AcceptedSteps { get; init; } = [];
}
