namespace ContentMultiplier.Contracts.Api.Results;

/// <summary><c>PATCH /api/publishing/publications/{id}</c>: what the post at the platform is to say.</summary>
public sealed record EditPublicationRequest
{
    /// <summary>The whole new text, by the platform's own rules.</summary>
    public required string Text { get; init; }
}

/// <summary>A change of what stands at a platform.</summary>
public sealed record RevisionResponse
{
    public required Guid Id { get; init; }
    public required Guid PublicationId { get; init; }

    /// <summary><c>removal</c> or <c>edit</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The new text of an edit.</summary>
    public string? Text { get; init; }

    /// <summary>One of <see cref="RevisionStates"/>.</summary>
    public required string State { get; init; }

    public Guid? RequestedBy { get; init; }
    public required DateTimeOffset RequestedAt { get; init; }
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>How often the platform's worker was told.</summary>
    public required int Tries { get; init; }

    /// <summary>When it is told again, unless it answers before.</summary>
    public DateTimeOffset? NextTryAt { get; init; }

    /// <summary>Why it failed, or why the last try brought nothing.</summary>
    public PublicationProblem? Problem { get; init; }
}

public static class RevisionStates
{
    /// <summary>The platform is being told.</summary>
    public const string Requested = "requested";

    /// <summary>The platform shows it.</summary>
    public const string Done = "done";

    /// <summary>It is not tried any more; the problem says why.</summary>
    public const string Failed = "failed";
}
