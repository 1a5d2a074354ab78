using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ContentMultiplier.ServiceDefaults.Telemetry;

/// <summary>The suite's own source of spans and metrics.</summary>
public static class Observability
{
    public const string Name = "ContentMultiplier";

    public static readonly ActivitySource Source = new(Name);
    public static readonly Meter Meter = new(Name);
}
