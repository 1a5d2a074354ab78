using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Local;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Faults;

/// <summary>
/// What must hold of a whole suite after any fault: the chain of the audit log verifies, no secret is found anywhere, and no process
/// holds more than before, beyond what it needs anyway. <see cref="Verdict"/> and <see cref="EventVerdict"/> judge the posts.
/// <list type="table">
/// <item>
/// <term>Every <see cref="Round"/></term>
/// <description>
/// all nine. Memory is compared with the slack of processes that are still finding their size: a round lasts for seconds, and only
/// <see cref="SoakTests"/> runs long enough for a tenth.
/// </description>
/// </item>
/// <item>
/// <term><see cref="FaultsOfOneUser"/>, <see cref="StormTests"/>, <see cref="FragileWorkerTests"/></term>
/// <description>
/// publish single posts and judge them by themselves (I1 to I5). Their events are not counted (I6): they take down nobody on the way of
/// those, and Features/EventTests hears each of them.
/// </description>
/// </item>
/// </list>
/// Nowhere: core files, which no process of the suite writes, and the stand-in, which keeps all it ever accepted (I9).
/// </summary>
internal sealed class Oracle
{
    /// <summary>
    /// Pools of connections fill and empty by themselves. A round makes hundreds of publications: what one of each left behind would be more.
    /// </summary>
    private const int SlackOfDescriptors = 48;

    private const double MostGrowth = 1.1;

    /// <summary>Connections that nobody uses are closed after two minutes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly SuiteUnderTest _suite;
    private readonly long _slackOfMemory;
    private readonly IReadOnlyDictionary<string, Footprint> _before;

    private Oracle(SuiteUnderTest suite, long slackOfMemory)
    {
        _suite = suite;
        _slackOfMemory = slackOfMemory;
        _before = FootprintsOf(suite);
    }

    /// <param name="slackOfMemory">How many bytes a process may have grown by, beside a tenth.</param>
    public static Oracle Watch(SuiteUnderTest suite, long slackOfMemory = 96 * Footprint.Megabyte) => new(suite, slackOfMemory);

    /// <summary>What each process holds now.</summary>
    public static IReadOnlyDictionary<string, Footprint> FootprintsOf(SuiteUnderTest suite) => suite.Processes.Suite.Members
        .Where(member => member.Name != "sandbox")
        .Select(member => (member.Name, Held: Footprint.Of(suite.Processes.Suite.Pid(member.Name))))
        .Where(one => one.Held is not null)
        .ToDictionary(one => one.Name, one => one.Held!);

    /// <param name="secrets">Those of the test, beside what the platforms gave out.</param>
    public async Task<IReadOnlyList<string>> MistakesAsync(params IReadOnlyCollection<string> secrets) =>
        [.. await VerifyAuditAsync(), .. await (await SecretSearch.ForAsync(_suite, secrets)).FindAsync(), .. await CompareAsync()];

    private async Task<IReadOnlyList<string>> VerifyAuditAsync()
    {
        try
        {
            await _suite.Processes.Suite.RunAsync("auth", ["audit", "verify"], CancellationToken.None);
            return [];
        }
        catch (LocalException broken)
        {
            return [broken.Message];
        }
    }

    private async Task<IReadOnlyList<string>> CompareAsync()
    {
        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        while (true)
        {
            var now = FootprintsOf(_suite);
            List<string> grown = [.. now
                .Where(one => _before.TryGetValue(one.Key, out var before) && IsMore(one.Value, before))
                .Select(one => $"{one.Key} holds {one.Value}, and held {_before[one.Key]}.")];
            if (grown.Count == 0 || clock.GetElapsedTime(started) > Patience)
            {
                return grown;
            }

            await Task.Delay(Pause, clock);
        }
    }

    private bool IsMore(Footprint now, Footprint before) =>
        now.Memory > (before.Memory * MostGrowth) + _slackOfMemory
        || now.Descriptors > (before.Descriptors * MostGrowth) + SlackOfDescriptors
        || now.Sockets > (before.Sockets * MostGrowth) + SlackOfDescriptors;
}
