using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Faults;

/// <param name="Posts">How many posts; each goes to two accounts.</param>
/// <param name="Over">Within what time they are sent.</param>
/// <param name="Deadline">How long everything may take to come to rest afterwards.</param>
/// <param name="Accounts">How many of each platform; nobody posts by the thousand in one, where no platform lets all of it be read back.</param>
internal sealed record RoundSize(int Posts, TimeSpan Over, TimeSpan Deadline, int Accounts);

/// <summary>Publishes under a disturbance, waits until everything has come to rest, and judges.</summary>
internal sealed class Round
{
    private static readonly RoundSize Usual = new(Posts: 200, Over: TimeSpan.FromSeconds(12), Deadline: TimeSpan.FromSeconds(90), Accounts: 1);
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
    public static async Task<Round> RunAsync(
        SuiteUnderTest suite, string name, Func<Random, Task> disturb, string? lateAnswers = null, RoundSize? size = null)
    {
        size ??= Usual;
        var clock = TimeProvider.System;
        var seed = int.TryParse(Environment.GetEnvironmentVariable("FAULT_SEED"), out var given) ? given : Random.Shared.Next();
        await TestContext.Progress.WriteLineAsync($"{name}: FAULT_SEED={seed}");

        var load = await Load.OfNewUserAsync(suite, $"{name} {seed}", lateAnswers, size.Accounts);
        using var client = load.Client;
        var started = clock.GetTimestamp();
        var disturbance = disturb(new Random(seed));
        var expected = await load.SendAsync(size.Posts, size.Over);
        var sent = clock.GetElapsedTime(started);
        await disturbance;

        var statuses = await SettleAsync(client, [.. expected.Select(post => post.PostId)], size.Deadline);
        await suite.Sandbox.ClearFaultsAsync();
        await AssertPostsHeardOfItAsync(client, statuses.Keys, size.Deadline);
        var settled = clock.GetElapsedTime(started);
        var round = new Round(suite, name, expected, statuses);
        await TestContext.Progress.WriteLineAsync(
            $"{name}: accepted after {sent.TotalSeconds:0.0} s, settled after {settled.TotalSeconds:0.0} s: {await round.JudgeAsync()}");
        return round;
    }

    public async Task<Verdict> JudgeAsync() => Verdict.On(_expected, _statuses, await _suite.Sandbox.ReadPostsAsync());

    private static async Task<IReadOnlyDictionary<Guid, PostStatusResponse>> SettleAsync(
        SuiteClient client, IReadOnlyCollection<Guid> posts, TimeSpan deadline)
    {
        var settled = await client.WaitUntilSettledAsync(posts, deadline);
        if (settled.Values.SelectMany(post => post.Publications).Any(publication => publication.Status == PublicationStatus.Unknown))
        {
            // A worker that was taken for dead may still say what became of it.
            await Task.Delay(LateNews, TimeProvider.System);
            settled = await client.WaitUntilSettledAsync(posts, deadline);
        }

        return settled;
    }

    /// <summary>Posts keeps a status of its own, which follows from what results tells it: no news may be lost either.</summary>
    private static async Task AssertPostsHeardOfItAsync(SuiteClient client, IEnumerable<Guid> postIds, TimeSpan deadline)
    {
        foreach (var id in postIds)
        {
            await Eventually.BecomesTrueAsync(
                async () => (await client.PostAsync(id)).Status == (await client.StatusAsync(id)).Status, deadline, $"both agree about {id}");
        }
    }
}
