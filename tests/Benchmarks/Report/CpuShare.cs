using ContentMultiplier.Benchmarks.Meters;

namespace ContentMultiplier.Benchmarks.Report;

/// <summary>Whose processor time it was: 1 is one core for the whole time.</summary>
/// <param name="Suite">Gateway, services and workers.</param>
/// <param name="Servers">PostgreSQL and RabbitMQ.</param>
/// <param name="Others">Everything on the machine that has nothing to do with the benchmark: when it is not near zero, the figures are worse than they would be.</param>
internal sealed record CpuShare(
    double Suite, double Servers, double Sandbox, double LoadGenerator, double Others, IReadOnlyDictionary<string, double> Cores)
{
    private const string SandboxName = "sandbox";

    public static CpuShare Of(CpuSample before, CpuSample after, TimeProvider clock)
    {
        var seconds = clock.GetElapsedTime(before.At, after.At).TotalSeconds;
        var cores = after.Since(before).ToDictionary(one => one.Key, one => one.Value / seconds);
        var servers = ProcessMeter.Servers.Sum(server => cores.GetValueOrDefault(server));
        var suite = cores.Values.Sum() - servers - cores[SandboxName] - cores[ProcessMeter.LoadGenerator];
        var others = ((after.Machine - before.Machine) / seconds) - cores.Values.Sum();
        return new CpuShare(
            Round(suite), Round(servers), Round(cores[SandboxName]), Round(cores[ProcessMeter.LoadGenerator]), Round(Math.Max(0, others)),
            cores.OrderByDescending(one => one.Value).ToDictionary(one => one.Key, one => Round(one.Value)));
    }

    private static double Round(double cores) => Math.Round(cores, 4);
}
