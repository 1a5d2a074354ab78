using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.EndToEnd.Tests.Features;
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
    private readonly IReadOnlyList<string> _others;

    private Round(
        SuiteUnderTest suite, string name, IReadOnlyList<ExpectedPost> expected, IReadOnlyDictionary<Guid, PostStatusResponse> statuses,
        IReadOnlyList<string> others)
    {
        _suite = suite;
        _expected = expected;
        _statuses = statuses;
        _others = others;
        Name = name;
    }

    public string Name { get; }

    /// <param name="disturb">Runs beside the load; whatever it takes down, it puts up again.</param>
    /// <param name="lateAnswers">The platform that answers slowly after it has posted.</param>
    /// <param name="isLap">Whether it is one of several, and the oracle is asked about the suite after the last.</param>
    public static async Task<Round> RunAsync(
        SuiteUnderTest suite, string name, Func<Random, Task> disturb, string? lateAnswers = null, RoundSize? size = null, bool isLap = false)
    {
        var oracle = isLap ? null : Oracle.Watch(suite);
        size ??= Usual;
        var clock = TimeProvider.System;
        var seed = int.TryParse(Environment.GetEnvironmentVariable("FAULT_SEED"), out var given) ? given : Random.Shared.Next();
        await TestContext.Progress.WriteLineAsync($"{name}: FAULT_SEED={seed}");

        var load = await Load.OfNewUserAsync(suite, $"{name} {seed}", lateAnswers, size.Accounts);
        using var client = load.Client;
        await using var receiver = await EventReceiver.StartAsync();
        var (webhook, secret) = await client.RegisterWebhookAsync(receiver.Address + "/hooks", [.. EventVerdict.Events]);
        var started = clock.GetTimestamp();
        var disturbance = disturb(new Random(seed));
        var expected = await load.SendAsync(size.Posts, size.Over);
        var sent = clock.GetElapsedTime(started);
        await disturbance;

        var statuses = await SettleAsync(client, [.. expected.Select(post => post.PostId)], size.Deadline);
        await suite.Sandbox.ClearFaultsAsync();
        await AssertPostsHeardOfItAsync(client, statuses.Keys, size.Deadline);
        var mistold = await HearAsync(() => EventVerdict.On(expected, statuses, receiver.Heard), size.Deadline);
        await client.RemoveWebhookAsync(webhook);
        var settled = clock.GetElapsedTime(started);
        var round = new Round(suite, name, expected, statuses, [.. mistold, .. oracle is null ? [] : await oracle.MistakesAsync(client.Key, secret)]);
        await TestContext.Progress.WriteLineAsync(
            $"{name}: accepted after {sent.TotalSeconds:0.0} s, settled after {settled.TotalSeconds:0.0} s: {await round.JudgeAsync()}");
        return round;
    }

    public async Task<Verdict> JudgeAsync() => Verdict.On(_expected, _statuses, await _suite.Sandbox.ReadPostsAsync(), _others);

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

    /// <returns>What is wrong with what a webhook heard, once it had time to hear it all.</returns>
    private static async Task<IReadOnlyList<string>> HearAsync(Func<IReadOnlyList<string>> judge, TimeSpan deadline)
    {
        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        while (true)
        {
            var mistakes = judge();
            if (mistakes.Count == 0 || clock.GetElapsedTime(started) > deadline)
            {
                return mistakes;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), clock);
        }
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
