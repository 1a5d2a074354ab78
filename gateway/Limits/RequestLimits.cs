using System.ComponentModel.DataAnnotations;

namespace ContentMultiplier.Gateway.Limits;

/// <summary>Section <c>RequestLimits</c>: what one request may cost.</summary>
internal sealed class RequestLimits
{
    public const string Section = "RequestLimits";

    [Range(1, long.MaxValue)]
    public long BodyBytes { get; init; } = 10 * 1024 * 1024;

    [Range(1024, 1024 * 1024)]
    public int HeaderBytes { get; init; } = 32 * 1024;

    [Range(1, 1000)]
    public int HeaderCount { get; init; } = 100;

    [Range(1024, 64 * 1024)]
    public int RequestLineBytes { get; init; } = 8 * 1024;

    /// <summary>From the first byte to the last header.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan HeaderTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The whole request; a route of events switches it off with <c>TimeoutPolicy: Disable</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Requests at the same time; more are turned away, because a queue here would only hide the overload.</summary>
    [Range(1, 1_000_000)]
    public int Concurrent { get; init; } = 1000;

    /// <summary>Answers without an end at the same time; they cost a connection and next to nothing else, so they are counted by themselves.</summary>
    [Range(1, 1_000_000)]
    public int Streams { get; init; } = 10_000;
}
