namespace ContentMultiplier.Contracts.Publishing;

/// <summary>
/// Command: take back, or edit, what stands at a platform. Results sends it to workers that announced they can, and again while
/// nobody answers: doing it twice is the same as doing it once. Routed by <see cref="Platform"/>.
/// </summary>
public sealed record RevisePublication
{
    public required Guid RevisionId { get; init; }
    public required Guid PublicationId { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required string Platform { get; init; }
    public required Guid AccountId { get; init; }

    /// <summary>One of <see cref="RevisionKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The whole new text of an edit.</summary>
    public string? Text { get; init; }

    /// <summary>Which try this is, from 1; given back with the answer.</summary>
    public required int Try { get; init; }

    /// <summary>Not begun after this: by then it is sent again, and what was asked for may have changed.</summary>
    public required DateTimeOffset NotAfter { get; init; }

    public required string ExternalId { get; init; }
    public string? ExternalUrl { get; init; }

    /// <summary>All that the platform accepted of it, in its order.</summary>
    public IReadOnlyList<StepResult> AcceptedSteps { get; init; } = [];
}

public static class RevisionKinds
{
    /// <summary>Nothing of it stands there any more.</summary>
    public const string Removal = "removal";

    /// <summary>It stands there with another text.</summary>
    public const string Edit = "edit";
}
