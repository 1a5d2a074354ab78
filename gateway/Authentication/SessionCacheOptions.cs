using System.ComponentModel.DataAnnotations;

namespace ContentMultiplier.Gateway.Authentication;

/// <summary>Section <c>Sessions</c>.</summary>
internal sealed class SessionCacheOptions
{
    public const string Section = "Sessions";

    /// <summary>How long a revoked credential may go on working here. Ended sessions and revoked keys are promised to stop within 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:05")]
    public TimeSpan SessionLife { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How long a refused one is refused without asking.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:05")]
    public TimeSpan RefusalLife { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Credentials remembered at most.</summary>
    [Range(2, 10_000_000)]
    public int Capacity { get; init; } = 20_000;
}
