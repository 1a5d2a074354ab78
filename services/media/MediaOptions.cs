using System.ComponentModel.DataAnnotations;

namespace ContentMultiplier.Media;

/// <summary>Section <c>Media</c>.</summary>
internal sealed class MediaOptions
{
    public const string Section = "Media";

    public const string Files = "files";
    public const string S3 = "s3";

    /// <summary><see cref="Files"/> keeps uploads in the folder, <see cref="S3"/> in a bucket (<see cref="Storage.S3Options"/>).</summary>
    [AllowedValues(Files, S3, ErrorMessage = "Media:Storage is `files` or `s3`.")]
    public string Storage { get; set; } = Files;

    /// <summary>Where the files are, and replicas share it; or, with a bucket, only what is being worked on.</summary>
    [Required]
    public string Folder { get; set; } = "/data/media";

    /// <summary>How the world reaches the gateway: links begin with it. A host of its own keeps uploaded files apart from the API.</summary>
    [Required]
    public Uri PublicUrl { get; set; } = new("http://localhost:8080");

    /// <summary>Whether it is tried that links open from there, before a platform is sent one. Not where only this service cannot reach it.</summary>
    public bool CheckPublicUrl { get; set; } = true;

    [Range(1, long.MaxValue)]
    public long MaxBytes { get; set; } = 1024L * 1024 * 1024;

    /// <summary>Bytes of a picture: more would not be decoded within the limits of the tools.</summary>
    [Range(1, long.MaxValue)]
    public long MaxImageBytes { get; set; } = 100L * 1024 * 1024;

    /// <summary>Seconds of a processor that looking into a picture may take; three times as many where it moves. What takes longer is not taken.</summary>
    [Range(1, 60)]
    public int LookSeconds { get; set; } = 5;

    /// <summary>How long a file may be referred to by nobody.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan KeepUnused { get; set; } = TimeSpan.FromDays(1);

    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan SweepEvery { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Tools at work at the same time.</summary>
    [Range(1, 64)]
    public int Tools { get; set; } = Math.Clamp(Environment.ProcessorCount / 2, 1, 8);

    /// <summary>How long the form of one video may take to be made.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "06:00:00")]
    public TimeSpan TranscodeLimit { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>When the process that makes a form is taken for dead, and another begins again: it says three times in that time that it lives.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan TranscodeLease { get; set; } = TimeSpan.FromMinutes(1);
}
