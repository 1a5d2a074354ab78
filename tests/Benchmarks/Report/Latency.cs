namespace ContentMultiplier.Benchmarks.Report;

/// <summary>Milliseconds.</summary>
internal sealed record Latency(double Min, double P50, double P90, double P99, double P999, double Max)
{
    public static Latency? Of(IEnumerable<double> milliseconds)
    {
        var sorted = milliseconds.Order().ToArray();
        return sorted.Length == 0
            ? null
            : new Latency(At(sorted, 0), At(sorted, 0.5), At(sorted, 0.9), At(sorted, 0.99), At(sorted, 0.999), At(sorted, 1));
    }

    public override string ToString() => $"p50 {P50} ms, p99 {P99} ms, p99.9 {P999} ms, max {Max} ms";

    // The smallest value that this part of all is not above: no interpolation makes up what nobody saw.
    private static double At(double[] sorted, double part) =>
        Math.Round(sorted[Math.Max(0, (int)Math.Ceiling(part * sorted.Length) - 1)], 1);
}
