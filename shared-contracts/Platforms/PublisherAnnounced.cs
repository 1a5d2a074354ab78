namespace ContentMultiplier.Contracts.Platforms;

/// <summary>
/// Event: a worker describes itself, at start and every 30 seconds. Posts validates by it, auth connects accounts by it,
/// results learns what can be reconciled. Nobody else keeps a list of platforms.
/// </summary>
public sealed record PublisherAnnounced
{
    /// <summary>Matches <c>^[a-z][a-z0-9-]{1,31}$</c>.</summary>
    public required string Platform { get; init; }

    public required string DisplayName { get; init; }
    public required string Version { get; init; }

    /// <summary>One per running process.</summary>
    public required Guid InstanceId { get; init; }

    public required PlatformCapabilities Capabilities { get; init; }
    public required DateTimeOffset At { get; init; }
}
