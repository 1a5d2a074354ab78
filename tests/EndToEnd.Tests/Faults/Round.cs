using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

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
    /// <param name="lateAnswers">The platform that answers slowly after it has posted.</param>
    public static async Task<Round> RunAsync(SuiteUnderTest suite, string name, Func<Random, Task> disturb, string? lateAnswers = null)
    {
        var clock = TimeProvider.System;
        var seed = int.TryParse(Environment.GetEnvironmentVariable("FAULT_SEED"), out var given) ? given : Random.Shared.Next();
        await TestContext.Progress.WriteLineAsync($"{name}: FAULT_SEED={seed}");

        var load = await Load.OfNewUserAsync(suite, $"{name} {seed}", lateAnswers);
        var started = clock.GetTimestamp();
        var disturbance = disturb(new Random(seed));
        var expected = await load.SendAsync(Posts, Over);
        var sent = clock.GetElapsedTime(started);
        await disturbance;

        var statuses = await load.Client.WaitUntilSettledAsync([.. expected.Select(post => post.PostId)], Deadline);
        await suite.Sandbox.ClearFaultsAsync();
        await AssertPostsHeardOfItAsync(load.Client, statuses.Values);
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

    /// <summary>Posts keeps a status of its own, which follows from what results tells it: no news may be lost either.</summary>
    private static async Task AssertPostsHeardOfItAsync(SuiteClient client, IEnumerable<PostStatusResponse> statuses)
    {
        foreach (var status in statuses)
        {
            await Eventually.BecomesTrueAsync(
                async () => (await client.PostAsync(status.PostId)).Status == status.Status,
                Deadline,
                $"post {status.PostId} is {status.Status}");
        }
    }
}
