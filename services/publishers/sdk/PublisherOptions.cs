using System.ComponentModel.DataAnnotations;

namespace ContentMultiplier.Publishing;

/// <summary>Section <c>Publisher</c>.</summary>
public sealed class PublisherOptions
{
    /// <summary>Publications at work at the same time in this process. The prefetch is two more.</summary>
    [Range(1, 1000)]
    public int Concurrency { get; set; } = 64;

    /// <summary>Limit of one call to the platform, from its first byte to the whole answer.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan RequestLimit { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long results is asked again while it does not answer. The delivery is held that long.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan LedgerPatience { get; set; } = TimeSpan.FromSeconds(20);
}
