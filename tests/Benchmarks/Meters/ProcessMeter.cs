using System.Globalization;

namespace ContentMultiplier.Benchmarks.Meters;

/// <summary>Processor time and memory as the kernel counts them, per named process with everything it started.</summary>
internal sealed class ProcessMeter(IReadOnlyDictionary<string, int> roots, TimeProvider clock)
{
    public const string LoadGenerator = "load generator";
    private const double TicksPerSecond = 100;

    public static IReadOnlyList<string> Servers { get; } = ["postgres", "rabbitmq", "epmd"];

    public CpuSample Take()
    {
        var processes = ReadAll();
        var seconds = roots.ToDictionary(root => root.Key, root => Tree(root.Value, processes).Sum(process => process.Seconds));

        // Its children are the suite.
        seconds[LoadGenerator] = processes.Single(process => process.Id == Environment.ProcessId).OwnSeconds;
        return new CpuSample(clock.GetTimestamp(), seconds, MachineSeconds());
    }

    /// <summary>Mebibytes in memory; what PostgreSQL's processes share is counted once.</summary>
    public IReadOnlyDictionary<string, double> Memory()
    {
        var processes = ReadAll();
        return roots.ToDictionary(root => root.Key, root => Math.Round(Tree(root.Value, processes).Sum(process => MemoryOf(process.Id)), 1));
    }

    /// <summary>The most a process had in memory so far, in mebibytes.</summary>
    public IReadOnlyDictionary<string, double> PeakMemory() => roots
        .Where(root => !Servers.Contains(root.Key))
        .ToDictionary(root => root.Key, root => Math.Round(Field($"/proc/{Text(root.Value)}/status", "VmHWM:") / 1024, 1));

    private static IEnumerable<ProcessTimes> Tree(int root, IReadOnlyList<ProcessTimes> processes) =>
        processes.Where(process => process.Id == root)
            .Concat(processes.Where(process => process.Parent == root).SelectMany(child => Tree(child.Id, processes)));

    private static List<ProcessTimes> ReadAll() =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? Read(id) : null)
            .OfType<ProcessTimes>(),
    ];

    private static ProcessTimes? Read(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{Text(id)}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var own = (Number(fields[11]) + Number(fields[12])) / TicksPerSecond;
            return new ProcessTimes(id, (int)Number(fields[1]), own, own + ((Number(fields[13]) + Number(fields[14])) / TicksPerSecond));
        }
        catch (IOException)
        {
            // It ended while we looked.
            return null;
        }
    }

    private static double MemoryOf(int id)
    {
        try
        {
            return Field($"/proc/{Text(id)}/smaps_rollup", "Pss:") / 1024;
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            return 0;
        }
    }

    private static double Field(string file, string name)
    {
        var line = File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line is null ? 0 : Number(line[name.Length..].Trim().Split(' ')[0]);
    }

    /// <summary>Seconds that all processors were busy, whoever kept them so.</summary>
    private static double MachineSeconds()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];
        var idle = Number(fields[3]) + Number(fields[4]);
        return (fields.Take(8).Sum(Number) - idle) / TicksPerSecond;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record ProcessTimes(int Id, int Parent, double OwnSeconds, double Seconds);
}

/// <summary>Processor seconds used so far.</summary>
internal sealed record CpuSample(long At, IReadOnlyDictionary<string, double> Seconds, double Machine)
{
    public IReadOnlyDictionary<string, double> Since(CpuSample before) =>
        Seconds.ToDictionary(one => one.Key, one => one.Value - before.Seconds[one.Key]);
}
