namespace ContentMultiplier.Contracts.Publishing;

/// <summary>Event: what a worker saw at the platform. Answer to <see cref="ReconcilePublication"/>, sent to results.</summary>
public sealed record PublicationReconciled
{
    public required Guid PublicationId { get; init; }
    public required int Reading { get; init; }
    public required string Step { get; init; }

    /// <summary>One of <see cref="ReconcileFindings"/>.</summary>
    public required string Finding { get; init; }

    /// <summary>The step as accepted, when it was found.</summary>
    public StepResult? Found { get; init; }

    public string? Detail { get; init; }
}

public static class ReconcileFindings
{
    public const string Found = "found";

    /// <summary>A read that would show it did not.</summary>
    public const string Absent = "absent";

    /// <summary>More than one post fits: a person must look.</summary>
    public const string Ambiguous = "ambiguous";

    /// <summary>The platform could not be read, or does not tell yet: it is asked again, for as long as the publication may wait.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>It can never be read what became of it: a person must look.</summary>
    public const string Blind = "blind";
}
