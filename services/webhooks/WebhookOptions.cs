using System.ComponentModel.DataAnnotations;

namespace ContentMultiplier.Webhooks;

/// <summary>Section <c>Webhooks</c>.</summary>
internal sealed class WebhookOptions
{
    public const string Section = "Webhooks";

    /// <summary>For the whole answer of a receiver.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Requests of one process at the same time, and how many of them may be those of one endpoint.</summary>
    [Range(1, 4096)]
    public int InFlight { get; set; } = 256;

    [Range(1, 64)]
    public int InFlightOfEndpoint { get; set; } = 4;

    /// <summary>Endpoints of a workspace.</summary>
    [Range(1, 100_000)]
    public int EndpointLimit { get; set; } = 100;

    /// <summary>How long an endpoint has only failed when its workspace is warned; after five days it is disabled.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "5.00:00:00")]
    public TimeSpan WarnAfter { get; set; } = TimeSpan.FromDays(3);

    /// <summary>How long events can be sent again: longer than it takes to give one up.</summary>
    [Range(typeof(TimeSpan), "8.00:00:00", "365.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(30);
}
