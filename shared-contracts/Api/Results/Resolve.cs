namespace ContentMultiplier.Contracts.Api.Results;

/// <summary><c>POST /api/publishing/publications/{id}/resolve</c>: a person's word on an unknown outcome.</summary>
public sealed record ResolveRequest
{
    /// <summary>One of <see cref="ResolveOutcomes"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>Where the post stands; needed for <c>published</c>, at most 2,000 characters.</summary>
    public string? ExternalUrl { get; init; }

    /// <summary>The platform's id of the post; without it the last part of the address, at most 500 characters.</summary>
    public string? ExternalId { get; init; }
}

public static class ResolveOutcomes
{
    /// <summary>It is there: nothing is sent any more.</summary>
    public const string Published = "published";

    /// <summary>It is not there: it is sent again, now.</summary>
    public const string Absent = "absent";

    /// <summary>It is given up, whether it is there or not: neither sent nor retried.</summary>
    public const string Abandoned = "abandoned";

    public static readonly IReadOnlyList<string> All = [Published, Absent, Abandoned];
}
