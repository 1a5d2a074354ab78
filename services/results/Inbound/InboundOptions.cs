using System.ComponentModel.DataAnnotations;

namespace ContentMultiplier.Results.Inbound;

/// <summary>Section <c>Results:Inbound</c>.</summary>
internal sealed class InboundOptions
{
    /// <summary>The platforms that tell by themselves, and each one's <see cref="IInboundPlatform.Scheme"/>.</summary>
    public Dictionary<string, string> Schemes { get; } = new(StringComparer.Ordinal);

    /// <summary>How the world reaches the gateway: the addresses for platforms begin with it.</summary>
    [Required]
    public Uri PublicUrl { get; set; } = new("http://localhost:8080");

    /// <summary>Of one workspace.</summary>
    [Range(1, 1000)]
    public int EndpointLimit { get; set; } = 20;

    /// <summary>How long an event is known when it comes again; longer than any platform repeats it and any signature is taken.</summary>
    [Range(typeof(TimeSpan), "1.06:00:00", "365.00:00:00")]
    public TimeSpan Memory { get; set; } = TimeSpan.FromDays(8);
}
