namespace ContentMultiplier.Contracts.Platforms;

/// <summary>Which files a platform takes. The default takes none.</summary>
public sealed record MediaRules
{
    public int MaxItems { get; init; }

    /// <summary>Bytes of one file; 0 where unlimited or unknown.</summary>
    public long MaxBytes { get; init; }

    /// <summary>MIME types, with <c>image/*</c> forms; empty takes every type.</summary>
    public IReadOnlyList<string> ContentTypes { get; init; } = [];

    /// <summary>Most characters of a file's alternative text; 0 where there is no limit.</summary>
    public int MaxAltText { get; init; }

    /// <summary>The platform fetches files itself, from an address that has to be open to it; the others get them with the request.</summary>
    public bool FetchedByUrl { get; init; }

    /// <summary>What single content types ask for beyond that; one that is not named asks for nothing more.</summary>
    public IReadOnlyDictionary<string, ContentTypeMedia> ByContentType { get; init; } = new Dictionary<string, ContentTypeMedia>();

    /// <summary>What pictures must keep to beyond that; null where nothing more is asked.</summary>
    public ImageRules? Image { get; init; }

    /// <summary>What videos must keep to beyond that; null where nothing more is asked.</summary>
    public VideoRules? Video { get; init; }
}

/// <summary>The files of one content type, such as a reel, which is exactly one video.</summary>
public sealed record ContentTypeMedia
{
    public int MinItems { get; init; }

    /// <summary>Null where the platform's own limit holds.</summary>
    public int? MaxItems { get; init; }

    /// <summary>MIME types, with <c>image/*</c> forms; empty takes what the platform takes.</summary>
    public IReadOnlyList<string> ContentTypes { get; init; } = [];

    /// <summary>MIME types, with <c>image/*</c> forms, of which a post has one file and no other beside it.</summary>
    public IReadOnlyList<string> Alone { get; init; } = [];

    /// <summary>What pictures of it must keep to: what is stated here holds in the place of <see cref="MediaRules.Image"/>, 0 and empty leave that.</summary>
    public ImageRules? Image { get; init; }

    /// <summary>What videos of it must keep to: what is stated here holds in the place of <see cref="MediaRules.Video"/>, 0 and empty leave that.</summary>
    public VideoRules? Video { get; init; }
}

/// <summary>Limits of pictures; 0 and empty where there is none.</summary>
public sealed record ImageRules
{
    /// <summary>Exact MIME types; empty leaves it to <see cref="MediaRules.ContentTypes"/>.</summary>
    public IReadOnlyList<string> ContentTypes { get; init; } = [];

    public long MaxBytes { get; init; }

    /// <summary>Of one that moves, where it may have more bytes than others.</summary>
    public long MaxAnimatedBytes { get; init; }

    public int MaxWidth { get; init; }
    public int MaxHeight { get; init; }
    public int MinWidth { get; init; }
    public int MinHeight { get; init; }

    /// <summary>Width through height.</summary>
    public double MinAspect { get; init; }

    public double MaxAspect { get; init; }
}

/// <summary>Limits of videos; 0 and empty where there is none. A video that keeps to the length and the shape is brought to the others.</summary>
public sealed record VideoRules
{
    public long MaxBytes { get; init; }
    public int MinSeconds { get; init; }
    public int MaxSeconds { get; init; }
    public double MinAspect { get; init; }
    public double MaxAspect { get; init; }

    /// <summary>In the words of ffprobe, such as <c>h264</c>.</summary>
    public IReadOnlyList<string> Codecs { get; init; } = [];

    /// <summary>In the words of ffprobe, such as <c>yuv420p</c>.</summary>
    public IReadOnlyList<string> PixelFormats { get; init; } = [];

    /// <summary>In the words of ffprobe, such as <c>aac</c>.</summary>
    public IReadOnlyList<string> AudioCodecs { get; init; } = [];

    /// <summary>Samples a second.</summary>
    public int MaxAudioRate { get; init; }

    public int MaxAudioChannels { get; init; }

    /// <summary>Of a video that is wider than high; one that stands may be so high, and <see cref="MaxHeight"/> wide.</summary>
    public int MaxWidth { get; init; }

    public int MaxHeight { get; init; }

    /// <summary>Of a video that is wider than high; one that stands must be so high, and <see cref="MinHeight"/> wide.</summary>
    public int MinWidth { get; init; }

    public int MinHeight { get; init; }

    /// <summary>Pictures a second.</summary>
    public double MinFrameRate { get; init; }

    public double MaxFrameRate { get; init; }
}
