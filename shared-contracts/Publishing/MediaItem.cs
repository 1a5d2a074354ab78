namespace ContentMultiplier.Contracts.Publishing;

/// <summary>A file that goes with a post. Only its address travels; the worker streams the bytes.</summary>
public sealed record MediaItem
{
    /// <summary>The beginning of <see cref="Url"/> where the file is one of the media service's, followed by its id.</summary>
    public const string StoredPrefix = "media:";

    /// <summary>Where the bytes are fetched from (https), or <see cref="StoredPrefix"/> and <see cref="MediaId"/>.</summary>
    public required string Url { get; init; }

    /// <summary>The file at the media service, which has it in the form that the platform takes.</summary>
    public Guid? MediaId { get; init; }

    public string? FileName { get; init; }
    public string? ContentType { get; init; }

    /// <summary>Text for people who do not see the picture.</summary>
    public string? AltText { get; init; }
}
