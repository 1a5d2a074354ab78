namespace ContentMultiplier.Contracts.Api.Internal;

/// <summary>
/// <c>POST /internal/media/check</c>: what these files are, and what stands against sending them to these platforms. Those
/// that are there cannot be deleted for some minutes, so that a post which is being written finds them.
/// </summary>
public sealed record CheckMediaRequest
{
    public required IReadOnlyList<Guid> MediaIds { get; init; }

    /// <summary>Slugs, where <see cref="Targets"/> says nothing; none asks only whether the files are there.</summary>
    public IReadOnlyList<string> Platforms { get; init; } = [];

    /// <summary>As what the files are to be published where.</summary>
    public IReadOnlyList<MediaTarget> Targets { get; init; } = [];

    /// <summary>Also tries whether those of the platforms that fetch files themselves would get these.</summary>
    public bool TryLinks { get; init; }
}

/// <param name="Platform">A slug.</param>
/// <param name="PublishedAs">The content type of the target, such as <c>reel</c>; null for what the platform takes whatever it is.</param>
public sealed record MediaTarget(string Platform, string? PublishedAs = null);

/// <param name="Media">Those that are there; the others are unknown to the workspace.</param>
public sealed record CheckMediaResponse(IReadOnlyList<CheckedMedia> Media)
{
    /// <summary>Why a platform that fetches files itself would not get one, with what was tried and what to do; null where it would, or none does.</summary>
    public string? LinkProblem { get; init; }
}

public sealed record CheckedMedia
{
    public required Guid Id { get; init; }
    public required string FileName { get; init; }
    public required string ContentType { get; init; }
    public string? AltText { get; init; }

    /// <summary>One for each target that takes the file.</summary>
    public IReadOnlyList<MediaForm> Forms { get; init; } = [];

    public IReadOnlyList<MediaObjection> Objections { get; init; } = [];
}

/// <summary>The type and name under which a platform gets the file.</summary>
public sealed record MediaForm(string Platform, string ContentType, string FileName, string? PublishedAs = null);

/// <summary>Why a platform cannot get the file, with the limit, the number and what to do.</summary>
public sealed record MediaObjection(string Platform, string Message, string? PublishedAs = null);

/// <summary><c>POST /internal/media/{id}/links</c>: an address from which the platform itself may fetch its form of the file.</summary>
/// <param name="PublishedAs">The content type of the publication; null for the form that the platform takes whatever it is.</param>
public sealed record PlatformLinkRequest(string Platform, string? PublishedAs = null);
