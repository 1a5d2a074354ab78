using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.EndToEnd.Tests.Support;

namespace ContentMultiplier.EndToEnd.Tests.Faults;

/// <summary>Publishes under a disturbance, waits until everything has come to rest, and judges.</summary>
internal sealed class Round
{
    public const int Posts = 200;
    private static readonly TimeSpan Over = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    private readonly SuiteUnderTest _suite;
    private readonly IReadOnlyList<ExpectedPost> _expected;
    private readonly IReadOnlyDictionary<Guid, PostStatusResponse> _statuses;

    private Round(SuiteUnderTest suite, string name, IReadOnlyList<ExpectedPost> expected, IReadOnlyDictionary<Guid, PostStatusResponse> statuses)
    {
        _suite = suite;
        _expected = expected;
        _statuses = statuses;
        Name = name;
    }

    public string Name { get; }

    /// <param name="disturb">Runs beside the load; whatever it takes down, it puts up again.</param>
    public static async Task<Round> RunAsync(SuiteUnderTest suite, string name, Func<Random, Task> disturb)
    {
        var clock = TimeProvider.System;
        var seed = int.TryParse(Environment.GetEnvironmentVariable("FAULT_SEED"), out var given) ? given : Random.Shared.Next();
        await TestContext.Progress.WriteLineAsync($"{name}: FAULT_SEED={seed}");

        var load = await Load.OfNewUserAsync(suite, $"{name} {seed}");
        var started = clock.GetTimestamp();
        var disturbance = disturb(new Random(seed));
        var expected = await load.SendAsync(Posts, Over);
        var sent = clock.GetElapsedTime(started);
        await disturbance;

        var statuses = await load.Client.WaitUntilSettledAsync([.. expected.Select(post => post.PostId)], Deadline);
        var settled = clock.GetElapsedTime(started);
        await TestContext.Progress.WriteLineAsync($"{name}: accepted after {sent.TotalSeconds:0.0} s, settled after {settled.TotalSeconds:0.0} s");
        return new Round(suite, name, expected, statuses);
    }

    public async Task<Verdict> JudgeAsync()
    {
        var verdict = Verdict.On(_expected, _statuses, await _suite.Sandbox.ReadPostsAsync());
        await TestContext.Progress.WriteLineAsync($"{Name}: {verdict}");
        return verdict;
    }
}
