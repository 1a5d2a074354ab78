using System.Text.Json;

namespace ContentMultiplier.Contracts.Api.Posts;

/// <summary><c>POST /api/publishing/publish</c>: an existing post by id or a new one inline, to accounts or to every account of platforms.</summary>
public sealed record PublishRequest
{
    public Guid? PostId { get; init; }
    public PostRequest? Post { get; init; }
    public IReadOnlyList<TargetRequest>? Targets { get; init; }

    /// <summary>Slugs; each stands for every connected account of that platform.</summary>
    public IReadOnlyList<string>? Platforms { get; init; }

    /// <summary><c>immediate</c> (default), <c>scheduled</c> or <c>draft</c>.</summary>
    public string? Mode { get; init; }

    /// <summary>RFC 3339 instant, with mode <c>scheduled</c>.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }
}

public sealed record TargetRequest
{
    public required Guid AccountId { get; init; }
    public string? ContentType { get; init; }
    public JsonElement? Options { get; init; }
}

public sealed record PublishResponse(
    Guid PostId, string Status, IReadOnlyList<AcceptedPublication> Publications, string StatusUrl);

public sealed record AcceptedPublication(
    Guid PublicationId, string Platform, Guid AccountId, string? AccountName, string Status, DateTimeOffset? DueAt);

/// <summary>Answer of <c>?dry_run=true</c>: nothing was stored or sent.</summary>
public sealed record DryRunResponse(bool Valid, IReadOnlyList<DryRunTarget> Targets);

public sealed record DryRunTarget(string Platform, Guid AccountId, string? AccountName);
