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

    /// <summary><c>immediate</c> (default), <c>scheduled</c>, <c>queue</c> (the next free slot of each account) or <c>draft</c>.</summary>
    public string? Mode { get; init; }

    /// <summary>RFC 3339 instant, with mode <c>scheduled</c>.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>In the place of <c>scheduled_at</c>: <c>2030-01-31T09:00</c> as the clocks of <c>time_zone</c> show it.</summary>
    public string? LocalTime { get; init; }

    /// <summary>IANA zone: <c>Europe/Berlin</c>.</summary>
    public string? TimeZone { get; init; }

    public LatePolicyRequest? LatePolicy { get; init; }
}

/// <summary>What becomes of a planned post whose time passed while it could not be sent.</summary>
public sealed record LatePolicyRequest
{
    /// <summary><c>publish</c> (what holds without a policy), <c>skip</c> or <c>ask</c>.</summary>
    public required string Action { get; init; }

    /// <summary>How late it may still leave; with <c>skip</c> how late is still in time; with <c>ask</c> how long it waits for an answer.</summary>
    public int? WindowMinutes { get; init; }
}

public sealed record TargetRequest
{
    public required Guid AccountId { get; init; }
    public string? ContentType { get; init; }
    public JsonElement? Options { get; init; }

    /// <summary>Leaves only after another target of the request is published.</summary>
    public DependencyRequest? DependsOn { get; init; }
}

/// <summary>
/// What a target waits for. <c>{{wordpress.url}}</c> in its text becomes the address of the post there, by the platform of that target.
/// </summary>
public sealed record DependencyRequest
{
    /// <summary>The account of another target of the same request.</summary>
    public required Guid AccountId { get; init; }

    /// <summary>When the other one is not published: one of <see cref="DependencyFailures"/>; <c>hold</c> by default.</summary>
    public string? OnFailure { get; init; }

    /// <summary>Stands in the place of the address then; goes with <c>fallback_url</c> alone.</summary>
    public string? FallbackUrl { get; init; }
}

public static class DependencyFailures
{
    /// <summary>It waits on: a retry of the other one may succeed, or a person cancels it.</summary>
    public const string Hold = "hold";

    /// <summary>It is cancelled.</summary>
    public const string Drop = "drop";

    /// <summary>It leaves with <see cref="DependencyRequest.FallbackUrl"/> in the place of the address.</summary>
    public const string FallbackUrl = "fallback_url";

    public static readonly IReadOnlyList<string> All = [Hold, Drop, FallbackUrl];
}

/// <param name="ResolvedAt">The instant that a local time stands for.</param>
/// <param name="Warnings">What was taken otherwise than a user may expect: a local time that the zone skips or has twice.</param>
public sealed record PublishResponse(
    Guid PostId, string Status, IReadOnlyList<AcceptedPublication> Publications, string StatusUrl,
    DateTimeOffset? ResolvedAt = null, IReadOnlyList<string>? Warnings = null);

public sealed record AcceptedPublication(
    Guid PublicationId, string Platform, Guid AccountId, string? AccountName, string Status, DateTimeOffset? DueAt);

/// <summary>Answer of <c>?dry_run=true</c>: nothing was stored or sent.</summary>
public sealed record DryRunResponse(
    bool Valid, IReadOnlyList<DryRunTarget> Targets, DateTimeOffset? ResolvedAt = null, IReadOnlyList<string>? Warnings = null);

public sealed record DryRunTarget(string Platform, Guid AccountId, string? AccountName, DateTimeOffset? DueAt = null);
