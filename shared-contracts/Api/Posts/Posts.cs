using System.Text.Json;

namespace ContentMultiplier.Contracts.Api.Posts;

/// <summary>A post as the user writes it. <c>content</c> is what every platform gets that has no variant.</summary>
public sealed record PostRequest
{
    public string? Title { get; init; }
    public string? Content { get; init; }
    public string? Language { get; init; }
    public string? Link { get; init; }
    public IReadOnlyList<string>? Tags { get; init; }
    public IReadOnlyList<MediaRequest>? Media { get; init; }

    /// <summary>Platform slug to what differs there.</summary>
    public IReadOnlyDictionary<string, VariantRequest>? Variants { get; init; }

    /// <summary>The user's own data, kept and given back.</summary>
    public JsonElement? Metadata { get; init; }
}

public sealed record VariantRequest
{
    public string? Text { get; init; }

    /// <summary>A thread: one text a part. With content type <c>thread</c> and without parts, the text is split into them.</summary>
    public IReadOnlyList<string>? Parts { get; init; }

    /// <summary>Each part of a thread ends with its number: <c>2/5</c>.</summary>
    public bool? Numbered { get; init; }

    public IReadOnlyList<MediaRequest>? Media { get; init; }
    public JsonElement? Options { get; init; }
}

/// <summary>A file: by its address, or one that was uploaded by its id.</summary>
public sealed record MediaRequest
{
    public string? Url { get; init; }

    /// <summary>Of <c>POST /api/media</c>; each platform gets it in the form that it takes.</summary>
    public Guid? MediaId { get; init; }

    public string? FileName { get; init; }
    public string? ContentType { get; init; }
    public string? AltText { get; init; }
}

public sealed record PostResponse
{
    public required Guid Id { get; init; }

    /// <summary><c>draft scheduled queued publishing published partially_published failed cancelled</c>.</summary>
    public required string Status { get; init; }

    public string? Title { get; init; }
    public string? Content { get; init; }
    public string? Language { get; init; }
    public string? Link { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];
    public IReadOnlyList<MediaRequest> Media { get; init; } = [];
    public IReadOnlyDictionary<string, VariantRequest> Variants { get; init; } = new Dictionary<string, VariantRequest>();
    public JsonElement? Metadata { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>One page of a list; <c>next_cursor</c> is null on the last.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary><c>POST /api/publishing/format/{platform}</c>: what would be sent, with no side effect.</summary>
public sealed record FormatRequest
{
    public string? Title { get; init; }
    public string? Content { get; init; }
    public IReadOnlyList<string>? Parts { get; init; }

    /// <summary>With <c>thread</c> and without parts, the content is split into them.</summary>
    public string? ContentType { get; init; }

    /// <summary>Each part of a thread ends with its number: <c>2/5</c>.</summary>
    public bool? Numbered { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }
    public IReadOnlyList<MediaRequest>? Media { get; init; }
    public string? Link { get; init; }
    public JsonElement? Options { get; init; }
}

public sealed record FormatResponse(
    IReadOnlyList<string> Parts, IReadOnlyList<PartCount> Counts, IReadOnlyList<string> Warnings, IReadOnlyList<FormatError> Errors);

public sealed record PartCount(int Count, int Limit);

public sealed record FormatError(string Field, string Message);

/// <summary>One row of <c>GET /api/publishing/platforms</c>.</summary>
public sealed record PlatformResponse(
    string Platform, string DisplayName, string Version, bool Alive, DateTimeOffset LastSeenAt, Platforms.PlatformCapabilities Capabilities);

/// <summary>
/// Answer of cancel and retry: every publication of the post, and whether this call moved it. A cancel makes one whose post stands already, and
/// which only waits for its first comment, published: the comment is not made.
/// </summary>
public sealed record ChangedPublicationsResponse(Guid PostId, IReadOnlyList<ChangedPublication> Publications);

public sealed record ChangedPublication(Guid PublicationId, string Platform, string Status, bool Changed);
