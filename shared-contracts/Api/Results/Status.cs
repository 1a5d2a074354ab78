namespace ContentMultiplier.Contracts.Api.Results;

/// <summary><c>GET /api/publishing/status/{post_id}</c>.</summary>
public sealed record PostStatusResponse(Guid PostId, string Status, IReadOnlyList<PublicationResponse> Publications);

public sealed record PublicationResponse
{
    public required Guid PublicationId { get; init; }
    public required string Platform { get; init; }
    public required Guid AccountId { get; init; }
    public string? AccountName { get; init; }
    public required string Status { get; init; }
    public DateTimeOffset? DueAt { get; init; }
    public DateTimeOffset? NextTryAt { get; init; }
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>When it was taken back: nothing of it stands at the platform since.</summary>
    public DateTimeOffset? RemovedAt { get; init; }

    public string? ExternalId { get; init; }
    public string? ExternalUrl { get; init; }

    /// <summary>Why it failed or is unknown.</summary>
    public PublicationProblem? Problem { get; init; }

    public IReadOnlyList<AttemptResponse> Attempts { get; init; } = [];
    public IReadOnlyList<StepResponse> Steps { get; init; } = [];
}

public sealed record PublicationProblem(string Category, string? Detail, string? Action);

public sealed record AttemptResponse(
    int Attempt, string Result, string? Category, string? Detail, DateTimeOffset StartedAt, DateTimeOffset? CompletedAt);

public sealed record StepResponse(string Name, string State, string? ExternalId, DateTimeOffset StartedAt, DateTimeOffset? CompletedAt);
