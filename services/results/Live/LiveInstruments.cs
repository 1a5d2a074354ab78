using System.Diagnostics.Metrics;
using ContentMultiplier.ServiceDefaults.Telemetry;

namespace ContentMultiplier.Results.Live;

internal static class LiveInstruments
{
    /// <summary>Streams that are open.</summary>
    public static readonly UpDownCounter<long> Streams = Observability.Meter.CreateUpDownCounter<long>(
        "live.streams", "{stream}", "Streams of live status that are open.");

    /// <summary>Reads by a single stream: it came back, began between two rounds, or was slower than the changes.</summary>
    public static readonly Counter<long> Resynchronised = Observability.Meter.CreateCounter<long>(
        "live.resynchronisations", "{read}", "Reads of the database that a stream made for itself.");
}
