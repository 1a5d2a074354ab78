namespace ContentMultiplier.Contracts.Api.Media;

/// <summary>A file of the workspace, as it was uploaded.</summary>
public sealed record MediaResponse
{
    public required Guid Id { get; init; }
    public required string FileName { get; init; }

    /// <summary>What the bytes are, whatever the name or the upload said.</summary>
    public required string ContentType { get; init; }

    public required long Size { get; init; }

    /// <summary>Lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>As it is shown: of a picture whose camera was held upright, less than its height.</summary>
    public required int Width { get; init; }

    public required int Height { get; init; }

    /// <summary>1 unless the picture moves; 0 for a video.</summary>
    public required int Frames { get; init; }

    /// <summary>Of a video.</summary>
    public double? Seconds { get; init; }

    /// <summary>What is inside of a video; null for pictures, and for a video that nobody has asked for since it is looked at.</summary>
    public VideoResponse? Video { get; init; }

    public string? AltText { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The pictures and the sound of a video, in the words of ffprobe.</summary>
public sealed record VideoResponse
{
    public required string Codec { get; init; }
    public string? PixelFormat { get; init; }

    /// <summary>Pictures a second; 0 where the file does not tell.</summary>
    public required double FrameRate { get; init; }

    /// <summary>Bits a second, of everything; 0 where the file does not tell.</summary>
    public required long BitRate { get; init; }

    /// <summary>Degrees by which a player turns the pictures.</summary>
    public required int Rotation { get; init; }

    /// <summary>Null for a video without sound.</summary>
    public string? AudioCodec { get; init; }

    public int? AudioSampleRate { get; init; }
    public int? AudioChannels { get; init; }
}

/// <summary><c>PATCH /api/media/{id}</c>: null takes the text away.</summary>
public sealed record DescribeMediaRequest
{
    public required string? AltText { get; init; }
}

/// <summary><c>POST /api/media/{id}/links</c>.</summary>
public sealed record MediaLinkRequest
{
    /// <summary>An hour when not given, a week at the most.</summary>
    public int? ExpiresInSeconds { get; init; }

    /// <summary>The form that this platform takes, in the place of the original.</summary>
    public string? Platform { get; init; }

    /// <summary>With <see cref="Platform"/>: the form of this content type, such as <c>reel</c>, where the platform has other limits for it.</summary>
    public string? PublishedAs { get; init; }
}

/// <summary>Whoever has the address may read the file until then.</summary>
public sealed record MediaLinkResponse(string Url, string ContentType, long Size, DateTimeOffset ExpiresAt);
