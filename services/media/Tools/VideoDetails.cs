namespace ContentMultiplier.Media.Tools;

/// <summary>What is inside of a video, in the words of ffprobe. Kept with the file.</summary>
internal sealed record VideoDetails
{
    public required string Codec { get; init; }
    public string? PixelFormat { get; init; }

    /// <summary>Pictures a second; 0 where the file does not tell.</summary>
    public double FrameRate { get; init; }

    /// <summary>Bits a second, of everything; 0 where the file does not tell.</summary>
    public long BitRate { get; init; }

    /// <summary>Degrees by which a player turns the pictures.</summary>
    public int Rotation { get; init; }

    /// <summary>How bright a number is: tells pictures of a high dynamic range from others.</summary>
    public string? Transfer { get; init; }

    /// <summary>Null without sound.</summary>
    public string? AudioCodec { get; init; }

    public int AudioRate { get; init; }
    public int AudioChannels { get; init; }
}

/// <param name="Width">As it is shown.</param>
internal sealed record VideoFacts(int Width, int Height, double Seconds, VideoDetails Details);
