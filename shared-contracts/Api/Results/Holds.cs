namespace ContentMultiplier.Contracts.Api.Results;

/// <summary><c>POST /api/publishing/platforms/{platform}/hold</c>: nothing new begins there; what is due waits.</summary>
public sealed record HoldRequest
{
    /// <summary>What those see whose posts wait; at most 300 characters.</summary>
    public string? Reason { get; init; }

    /// <summary>When it ends by itself, at most a year ahead; without it only a release ends it.</summary>
    public DateTimeOffset? Until { get; init; }
}

public sealed record HoldResponse
{
    public required string Platform { get; init; }
    public string? Reason { get; init; }
    public DateTimeOffset? Until { get; init; }
    public required DateTimeOffset HeldAt { get; init; }

    /// <summary>Who said so last.</summary>
    public Guid? HeldBy { get; init; }

    /// <summary>Publications that are due and wait for the release.</summary>
    public required long Waiting { get; init; }
}

/// <summary><c>POST /api/publishing/platforms/{platform}/release</c>.</summary>
/// <param name="Released">Publications that waited; they leave in the order in which they were due.</param>
public sealed record ReleaseResponse(string Platform, long Released);
