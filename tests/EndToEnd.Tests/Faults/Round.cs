using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Faults;

/// <summary>Publishes under a disturbance, waits until everything has come to rest, and judges.</summary>
internal sealed class Round
{
    public const int Posts = 200;
    private static readonly TimeSpan Over = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan LateNews = TimeSpan.FromSeconds(4);

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
        using var client = load.Client;
        var started = clock.GetTimestamp();
        var disturbance = disturb(new Random(seed));
        var expected = await load.SendAsync(Posts, Over);
        var sent = clock.GetElapsedTime(started);
        await disturbance;

        var statuses = await SettleAsync(client, [.. expected.Select(post => post.PostId)]);
        await suite.Sandbox.ClearFaultsAsync();
        await AssertPostsHeardOfItAsync(client, statuses.Keys);
        var settled = clock.GetElapsedTime(started);
        var round = new Round(suite, name, expected, statuses);
        await TestContext.Progress.WriteLineAsync(
            $"{name}: accepted after {sent.TotalSeconds:0.0} s, settled after {settled.TotalSeconds:0.0} s: {await round.JudgeAsync()}");
        return round;
    }

    public async Task<Verdict> JudgeAsync() => Verdict.On(_expected, _statuses, await _suite.Sandbox.ReadPostsAsync());

    private static async Task<IReadOnlyDictionary<Guid, PostStatusResponse>> SettleAsync(SuiteClient client, IReadOnlyCollection<Guid> posts)
    {
        var settled = await client.WaitUntilSettledAsync(posts, Deadline);
        if (settled.Values.SelectMany(post => post.Publications).Any(publication => publication.Status == PublicationStatus.Unknown))
        {
            // A worker that was taken for dead may still say what became of it.
            await Task.Delay(LateNews, TimeProvider.System);
            settled = await client.WaitUntilSettledAsync(posts, Deadline);
        }

        return settled;
    }

    /// <summary>Posts keeps a status of its own, which follows from what results tells it: no news may be lost either.</summary>
    private static async Task AssertPostsHeardOfItAsync(SuiteClient client, IEnumerable<Guid> postIds)
    {
        foreach (var id in postIds)
        {
            await Eventually.BecomesTrueAsync(
                async () => (await client.PostAsync(id)).Status == (await client.StatusAsync(id)).Status, Deadline, $"both agree about {id}");
        }
    }
}
