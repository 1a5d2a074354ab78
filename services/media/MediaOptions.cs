using System.ComponentModel.DataAnnotations;

namespace ContentMultiplier.Media;

/// <summary>Section <c>Media</c>.</summary>
internal sealed class MediaOptions
{
    public const string Section = "Media";

    /// <summary>Where the files are. Replicas share it.</summary>
    [Required]
    public string Folder { get; set; } = "/data/media";

    /// <summary>How the world reaches the gateway: links begin with it. A host of its own keeps uploaded files apart from the API.</summary>
    [Required]
    public Uri PublicUrl { get; set; } = new("http://localhost:8080");

    [Range(1, long.MaxValue)]
    public long MaxBytes { get; set; } = 1024L * 1024 * 1024;

    /// <summary>Bytes of a picture: more would not be decoded within the limits of the tools.</summary>
    [Range(1, long.MaxValue)]
    public long MaxImageBytes { get; set; } = 100L * 1024 * 1024;

    /// <summary>How long a file may be referred to by nobody.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan KeepUnused { get; set; } = TimeSpan.FromDays(1);

    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan SweepEvery { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Tools at work at the same time.</summary>
    [Range(1, 64)]
    public int Tools { get; set; } = Math.Clamp(Environment.ProcessorCount / 2, 1, 8);
}
