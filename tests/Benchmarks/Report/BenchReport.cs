using System.Runtime.InteropServices;
using System.Text.Json;
using ContentMultiplier.Benchmarks.Meters;

namespace ContentMultiplier.Benchmarks.Report;

internal sealed record BenchReport
{
    public required Machine Machine { get; init; }
    public required IdleReport Idle { get; init; }
    public required LoadReport Steady { get; init; }
    public required LoadReport Scheduled { get; init; }
    public required LoadReport Burst { get; init; }

    /// <summary>One post at a time on a suite without other work: 202 to platform call.</summary>
    public required LoadReport AtRest { get; init; }

    public StepsReport? Highest { get; init; }
    public required CheckReport Check { get; init; }

    public static string Serialize<T>(T report) => JsonSerializer.Serialize(report, new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    });
}

internal sealed record Machine(int Cores, string? Processor, double MemoryGib, string Runtime)
{
    public static Machine Describe()
    {
        var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024);
        return new Machine(
            Environment.ProcessorCount,
            model?.Split(':', 2)[1].Trim(),
            Math.Round(memory, 1),
            RuntimeInformation.FrameworkDescription);
    }
}

internal sealed record IdleReport(double Seconds, CpuShare Cpu, IReadOnlyDictionary<string, double> MemoryMib);

/// <summary>A load and what became of it.</summary>
internal sealed record LoadReport
{
    public required double PostsPerSecond { get; init; }
    public required double Seconds { get; init; }
    public required int Accepted { get; init; }
    public required int Refused { get; init; }

    /// <summary>From the moment the request should have been sent to the whole answer.</summary>
    public required Latency? Api { get; init; }

    /// <summary>How late the load generator sent; contained in the above.</summary>
    public required Latency? GeneratorLag { get; init; }

    /// <summary>From the answer, or from the due time of scheduled posts, to the platform call. A post may reach its platform before its 202 reaches the client.</summary>
    public required Latency? ToPlatformCall { get; init; }

    /// <summary>From the last request to the moment when every publication had its end in the API; null: not within the limit.</summary>
    public required double? SettledAfterSeconds { get; init; }

    /// <summary>Publications without an end, second by second.</summary>
    public required IReadOnlyList<long> Backlog { get; init; }

    public required CpuShare Cpu { get; init; }

    /// <summary>Milliseconds of processor time, from the first request to the last publication's end.</summary>
    public required IReadOnlyDictionary<string, double> CpuMsPerPost { get; init; }

    public double? MessagesPerPost { get; init; }
    public IReadOnlyDictionary<string, double>? MemoryMib { get; init; }
    public IReadOnlyDictionary<string, double>? PeakMemoryMib { get; init; }
    public IReadOnlyList<StatementTime>? Statements { get; init; }
}

/// <param name="PostsPerSecond">The highest rate at which everything settled and nothing piled up.</param>
internal sealed record StepsReport(double PostsPerSecond, double PublicationsPerSecond, IReadOnlyList<StepReport> Steps);

internal sealed record StepReport(bool Sustained, LoadReport Load);

/// <param name="NotOnce">Publications that do not stand exactly once in the sandbox's file.</param>
internal sealed record CheckReport(bool Passed, int Publications, int NotOnce, int Strangers, double? EarliestAfterDueMs);
