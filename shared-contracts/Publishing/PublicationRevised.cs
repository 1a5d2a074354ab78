namespace ContentMultiplier.Contracts.Publishing;

/// <summary>Event: how a try to change what stands at a platform ended. Answer to <see cref="RevisePublication"/>, sent to results.</summary>
public sealed record PublicationRevised
{
    public required Guid RevisionId { get; init; }
    public required Guid PublicationId { get; init; }

    /// <summary>As asked.</summary>
    public required int Try { get; init; }

    /// <summary>The platform shows it as it was asked for.</summary>
    public required bool IsDone { get; init; }

    /// <summary>Why it is not done: one of <see cref="FailureCategories"/>.</summary>
    public string? Category { get; init; }

    public string? Detail { get; init; }

    /// <summary>What a person can do.</summary>
    public string? Action { get; init; }

    public bool IsRetryable { get; init; }

    /// <summary>The platform wants not to be asked before.</summary>
    public DateTimeOffset? RetryNotBefore { get; init; }
}
