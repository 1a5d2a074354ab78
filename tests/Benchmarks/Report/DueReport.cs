namespace ContentMultiplier.Benchmarks.Report;

internal sealed record DueReport
{
    public required Machine Machine { get; init; }

    /// <summary>With a thousand rows that wait for later.</summary>
    public required DueRound Few { get; init; }

    /// <summary>The same with a million.</summary>
    public required DueRound Many { get; init; }

    /// <summary>How much longer it took until the last was taken: 1.2 would be a fifth.</summary>
    public required double ManyToFew { get; init; }

    /// <summary>Ten thousand of fifty workspaces, nine thousand of them of one.</summary>
    public required DueRound OneInstant { get; init; }

    public required DueRound OneInstantBesideMany { get; init; }

    /// <summary>Nothing was taken before its time, twice or never.</summary>
    public required bool IsExact { get; init; }
}

/// <summary>Rows that came due at one instant.</summary>
/// <param name="FirstMs">After they were due; never below zero.</param>
/// <param name="LastMs">After they were due.</param>
/// <param name="Small">Of all workspaces but the first.</param>
internal sealed record DueRound(int Taken, double FirstMs, double LastMs, Latency? All, Latency? Small);
