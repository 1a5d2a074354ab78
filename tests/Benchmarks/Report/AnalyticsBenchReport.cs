namespace ContentMultiplier.Benchmarks.Report;

internal sealed record AnalyticsBenchReport
{
    public required Machine Machine { get; init; }
    public required double LoadAverageBefore { get; init; }
    public required double LoadAverageAfter { get; init; }

    /// <summary>Of the one workspace that asks.</summary>
    public required long HourlyRows { get; init; }

    public required long DailyRows { get; init; }

    /// <summary>From the request at the gateway to the whole answer, by what was asked for.</summary>
    public required IReadOnlyDictionary<string, Latency?> Answers { get; init; }

    public required bool IsWithinTarget { get; init; }
}
