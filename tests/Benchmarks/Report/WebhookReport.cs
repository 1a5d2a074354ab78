namespace ContentMultiplier.Benchmarks.Report;

internal sealed record WebhookReport
{
    public required Machine Machine { get; init; }

    /// <summary>Of one minute, before anything was done.</summary>
    public required double LoadAverageBefore { get; init; }

    public required double LoadAverageAfter { get; init; }
    public required int GoodEndpoints { get; init; }
    public required double EventsPerSecond { get; init; }
    public required double Seconds { get; init; }

    /// <summary>From the moment at which an event was to happen until a good endpoint had it, while nobody hangs.</summary>
    public required Latency? WithoutDead { get; init; }

    /// <summary>The same beside one endpoint that takes a tenth of the events and never answers.</summary>
    public required Latency? BesideDead { get; init; }

    public required int Missing { get; init; }
    public required int Twice { get; init; }

    /// <summary>Requests that the dead one took and did not answer.</summary>
    public required int Hanging { get; init; }

    public required CpuShare Cpu { get; init; }
    public required bool IsWithinTarget { get; init; }
}
