using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.EndToEnd.Tests.Support;

namespace ContentMultiplier.EndToEnd.Tests.Faults;

/// <summary>What one post must look like at the platforms; null where it does not go.</summary>
internal sealed record ExpectedPost(Guid PostId, IReadOnlyList<string>? OnTwitter, string? OnDiscord)
{
    /// <summary>It was planned for a moment to come.</summary>
    public bool IsScheduled { get; init; }

    public int Targets => (OnTwitter is null ? 0 : 1) + (OnDiscord is null ? 0 : 1);

    public IReadOnlyList<string> On(string platform) => platform switch
    {
        "twitter" => OnTwitter ?? [],
        _ when OnDiscord is { } text => [text],
        _ => [],
    };
}

/// <summary>
/// Many posts by one user, each to one X and one Discord account, no two texts alike: most at once, some scheduled a few
/// seconds ahead, some as threads.
/// </summary>
internal sealed class Load(SuiteClient client, string name, IReadOnlyList<ConnectedAccount> twitter, IReadOnlyList<ConnectedAccount> discord)
{
    private const int AtOnce = 16;
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(6);

    private readonly TimeProvider _clock = TimeProvider.System;

    public string Name => name;

    public SuiteClient Client => client;

    /// <param name="lateAnswers">The platform that has the post at once and answers slowly; the others take their time before.</param>
    public static async Task<Load> OfNewUserAsync(SuiteUnderTest suite, string name, string? lateAnswers, int accounts)
    {
        var client = await suite.RegisterAsync();
        List<ConnectedAccount> twitter = [];
        List<ConnectedAccount> discord = [];
        for (var account = 0; account < accounts; account++)
        {
            twitter.Add(await client.ConnectTwitterAsync());
            discord.Add(await client.ConnectDiscordAsync());
        }

        var load = new Load(client, name, twitter, discord);
        await load.SlowDownAsync(suite.Sandbox, lateAnswers);
        return load;
    }

    /// <summary>Sends them evenly over the time; the suite may refuse to answer meanwhile, but not for ever.</summary>
    public async Task<IReadOnlyList<ExpectedPost>> SendAsync(int posts, TimeSpan over)
    {
        var started = _clock.GetTimestamp();
        var sent = new ExpectedPost[posts];
        await Parallel.ForAsync(0, posts, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, ct) =>
        {
            var early = (over * number / posts) - _clock.GetElapsedTime(started);
            if (early > TimeSpan.Zero)
            {
                await Task.Delay(early, _clock, ct);
            }

            sent[number] = await SendAsync(number);
        });
        return sent;
    }

    /// <summary>Without it, hardly anything would be under way at the moment of a kill.</summary>
    private async Task SlowDownAsync(SandboxControl sandbox, string? lateAnswers)
    {
        foreach (var account in twitter.Concat(discord))
        {
            var isLate = account.Platform == lateAnswers;
            await sandbox.AddFaultAsync(new
            {
                platform = account.Platform,
                account = account.SandboxName,
                kind = isLate ? "slow_body" : "delay",
                milliseconds = isLate ? 1 : 200,
                times = -1,
            });
        }
    }

    private async Task<ExpectedPost> SendAsync(int number)
    {
        var text = $"{name}, post {number}";
        string[] parts = number % 7 == 3 ? [$"{text}, first", $"{text}, second", $"{text}, third"] : [text];
        var post = new PostRequest
        {
            Content = text,
            Variants = parts.Length > 1 ? new Dictionary<string, VariantRequest> { ["twitter"] = new() { Parts = parts } } : null,
        };

        var request = new PublishRequest
        {
            Post = post,
            Targets = [new() { AccountId = twitter[number % twitter.Count].Id }, new() { AccountId = discord[number % discord.Count].Id }],
        };
        var isScheduled = number % 5 == 2;
        var answer = isScheduled ? await ScheduleAsync(request) : await client.PublishAsync(request);
        return new ExpectedPost(answer.PostId, parts, text) { IsScheduled = isScheduled };
    }

    private async Task<PublishResponse> ScheduleAsync(PublishRequest request)
    {
        while (true)
        {
            try
            {
                return await client.PublishAsync(request with { Mode = PublishMode.Scheduled, ScheduledAt = _clock.GetUtcNow() + Ahead });
            }
            catch (ApiRefusalException late) when (late.Body.Contains("is in the past", StringComparison.Ordinal))
            {
                // Nobody was there to take it until its time had passed; it is wanted all the same.
            }
        }
    }
}
