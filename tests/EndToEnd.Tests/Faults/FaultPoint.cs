using System.Globalization;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Local;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Faults;

/// <summary>A process that comes to harm when it passes a point of its work for the n-th time.</summary>
/// <param name="Point">As <c>tests/FaultPoints</c> has it: <c>before</c> or <c>after</c>, and texts that an activity holds.</param>
internal sealed record FaultPoint(string Process, string Point, int Occurrence = 1)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>All die, and are started again as soon as they have.</summary>
    /// <param name="lead">What leads to the points.</param>
    public static async Task DieAsync(SuiteUnderTest suite, IReadOnlyList<FaultPoint> points, Func<Task> lead)
    {
        await Task.WhenAll(points.Select(point => point.ArmAsync(suite, "die")));
        await Task.WhenAll([lead(), .. points.Select(point => point.DieAsync(suite))]);
    }

    /// <summary>Something is thrown out of the point, and they go on.</summary>
    /// <param name="work">What leads to the points, and past them.</param>
    public static Task ThrowAsync(SuiteUnderTest suite, IReadOnlyList<FaultPoint> points, Func<Task> work) => WithAsync(suite, points, "throw", work);

    /// <summary>All stand still, and go on where they stood.</summary>
    /// <param name="lead">What leads to the points.</param>
    /// <param name="meanwhile">What happens while they stand still.</param>
    /// <param name="afterwards">What they do when they go on.</param>
    public static Task StandStillAsync(
        SuiteUnderTest suite, IReadOnlyList<FaultPoint> points, Func<Task> lead, Func<Task> meanwhile, Func<Task> afterwards) =>
        WithAsync(suite, points, "stop", async () =>
        {
            await lead();
            await Task.WhenAll(points.Select(point => point.BecomesAsync(() => IsStopped(suite.Processes.Suite.Pid(point.Process)), "stopped")));
            await meanwhile();
            foreach (var point in points)
            {
                suite.Processes.Suite.Resume(point.Process);
            }

            await afterwards();
        });

    private static async Task WithAsync(SuiteUnderTest suite, IReadOnlyList<FaultPoint> points, string action, Func<Task> work)
    {
        await Task.WhenAll(points.Select(point => point.ArmAsync(suite, action)));
        try
        {
            await work();
        }
        finally
        {
            await Task.WhenAll(points.Select(point => point.DisarmAsync(suite)));
        }
    }

    private static bool IsStopped(int pid) =>
        File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/status")).Any(line => line.StartsWith("State:\tT", StringComparison.Ordinal));

    /// <summary>It may pass before it is ready: what is under way is taken up by then.</summary>
    private async Task ArmAsync(SuiteUnderTest suite, string action)
    {
        await suite.Processes.Suite.TerminateAsync(Process);
        suite.Processes.Suite.Start(Process, new Dictionary<string, string>
        {
            ["DOTNET_STARTUP_HOOKS"] = Repository.Assembly("tests/FaultPoints", "fault-points"),
            ["CM_FAULT"] = string.Create(CultureInfo.InvariantCulture, $"{Point}:{action}:{Occurrence}"),
        });
    }

    private async Task DieAsync(SuiteUnderTest suite)
    {
        try
        {
            await BecomesAsync(() => suite.Processes.Suite.Pid(Process) == 0, "died");
        }
        finally
        {
            await DisarmAsync(suite);
        }
    }

    /// <summary>Whoever comes after finds it without its fault.</summary>
    private async Task DisarmAsync(SuiteUnderTest suite)
    {
        await suite.Processes.Suite.KillAsync(Process);
        await suite.ReviveAsync(Process);
    }

    private Task BecomesAsync(Func<bool> condition, string what) =>
        Eventually.BecomesTrueAsync(condition, Patience, $"{Process} has passed '{Point}' {Occurrence} times and {what}");
}
