using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Faults;

/// <summary>The platform does not say what became of a call. X can be read back, Discord cannot.</summary>
public sealed class LostAnswerTests : FaultsOfOneUser
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>What the platform does with a create, and whether the post exists afterwards.</summary>
    public static IEnumerable<TestCaseData> Spoilings()
    {
        yield return new TestCaseData("lost_answer", null, false, true).SetArgDisplayNames("silence after it was posted");
        yield return new TestCaseData("reset_after_accept", null, false, true).SetArgDisplayNames("a broken connection after it was posted");
        yield return new TestCaseData("garbage", null, false, true).SetArgDisplayNames("an unreadable answer after it was posted");
        yield return new TestCaseData("status", 503, true, true).SetArgDisplayNames("a 503 although it was posted");
        yield return new TestCaseData("status", 503, false, false).SetArgDisplayNames("a 503 and nothing posted");
        yield return new TestCaseData("reset_before", null, false, false).SetArgDisplayNames("a broken connection and nothing posted");
    }

    [OneTimeTearDown]
    public Task EndAsync() => Suite.Sandbox.ClearFaultsAsync();

    [TestCaseSource(nameof(Spoilings))]
    public async Task Row_08_12_X_is_read_back_and_ends_published_once(string kind, int? status, bool accepted, bool exists)
    {
        var account = await Client.ConnectTwitterAsync();

        // The second part is hit, so that there is something to go on from.
        await Suite.Sandbox.AddFaultAsync(new { platform = "twitter", kind = "delay", milliseconds = 0, account = account.SandboxName });
        await Suite.Sandbox.AddFaultAsync(new { platform = "twitter", kind, status, accepted, account = account.SandboxName });
        string[] parts = [$"{account.Id} one", $"{account.Id} two", $"{account.Id} three"];

        var answer = await Client.PublishAsync(new PublishRequest
        {
            Post = new() { Variants = new Dictionary<string, VariantRequest> { ["twitter"] = new() { Parts = parts } } },
            Targets = [new() { AccountId = account.Id }],
        });
        var publication = await SettledAsync(answer.PostId);

        var standing = await StandingAsync(account);
        Assert.That(standing.Select(post => post.Text), Is.EqualTo(parts), Tell(publication));
        Assert.That(standing.Select(post => post.ReplyTo), Is.EqualTo(new[] { null, standing[0].Id, standing[1].Id }));
        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Published), Tell(publication));
        Assert.That(publication.ExternalId, Is.EqualTo(standing[0].Id));
        Assert.That(publication.Attempts[0].Result, Is.EqualTo("unknown"), Tell(publication));
    }

    [TestCaseSource(nameof(Spoilings))]
    public async Task Row_08_discord_stays_unknown_and_is_not_sent_again(string kind, int? status, bool accepted, bool exists)
    {
        var account = await Client.ConnectDiscordAsync();
        await Suite.Sandbox.AddFaultAsync(new { platform = "discord", kind, status, accepted, account = account.SandboxName });

        var answer = await Client.PublishAsync($"{account.Id}", account);
        var publication = await UnknownForGoodAsync(answer.PostId);

        Assert.That(publication.Attempts, Has.Count.EqualTo(1), Tell(publication));
        Assert.That(publication.Problem?.Category, Is.EqualTo(FailureCategories.LostAnswer));
        Assert.That(publication.Problem?.Action, Is.Not.Empty);
        Assert.That(await StandingAsync(account), Has.Count.EqualTo(exists ? 1 : 0));
    }

    [Test]
    public async Task A_platform_that_is_away_is_tried_again_later()
    {
        ConnectedAccount[] accounts = [await Client.ConnectTwitterAsync(), await Client.ConnectDiscordAsync()];
        PublishResponse answer;
        await Suite.Processes.Suite.KillAsync("sandbox");
        try
        {
            answer = await Client.PublishAsync($"{accounts[0].Id}", accounts);
            foreach (var waiting in await WaitForNextTryAsync(answer.PostId))
            {
                Assert.That(waiting.Problem?.Category, Is.EqualTo(FailureCategories.Unavailable), Tell(waiting));
            }
        }
        finally
        {
            await Suite.ReviveAsync("sandbox");
        }

        await AssertPublishedOnceAsync(answer.PostId, accounts);
    }

    [Test]
    public async Task Row_47_a_request_that_never_left_whole_is_sent_again()
    {
        var account = await Client.ConnectDiscordAsync();
        await Suite.Sandbox.AddFaultAsync(new { platform = "discord", kind = "reset_before", account = account.SandboxName });
        await using var files = new FileSource(new byte[9 * 1024 * 1024]);

        var answer = await Client.PublishAsync(new PublishRequest
        {
            Post = new() { Content = $"{account.Id}", Media = [new() { Url = files.Url, FileName = "large.bin", ContentType = "image/png" }] },
            Targets = [new() { AccountId = account.Id }],
        });
        var waiting = Only(await WaitForNextTryAsync(answer.PostId));
        Assert.That(waiting.Steps[0].State, Is.EqualTo("not_sent"), Tell(waiting));

        await AssertPublishedOnceAsync(answer.PostId, account);
    }

    private async Task AssertPublishedOnceAsync(Guid postId, params ConnectedAccount[] accounts)
    {
        var status = await Client.WaitUntilSettledAsync(postId, Deadline);
        foreach (var account in accounts)
        {
            var publication = status.Publications.Single(one => one.AccountId == account.Id);
            Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Published), Tell(publication));
            Assert.That(publication.Attempts.Count, Is.GreaterThan(1), Tell(publication));
            Assert.That((await StandingAsync(account)).Select(post => post.Id), Is.EqualTo(new[] { publication.ExternalId }));
        }
    }

    private async Task<PublicationResponse> SettledAsync(Guid postId) =>
        Only((await Client.WaitUntilSettledAsync(postId, Deadline)).Publications);

    /// <summary>Until a person is asked, which is after the last thing that a machine does about it.</summary>
    private async Task<PublicationResponse> UnknownForGoodAsync(Guid postId) => await Eventually.GetAsync<PublicationResponse>(
        async () => (await Client.StatusAsync(postId)).Publications is
            [var publication] && SuiteClient.IsLeftToAPerson(publication) ? publication : null,
        Deadline);

    private async Task<IReadOnlyList<PublicationResponse>> WaitForNextTryAsync(Guid postId) => await Eventually.GetAsync<IReadOnlyList<PublicationResponse>>(
        async () => (await Client.StatusAsync(postId)).Publications is { Count: > 0 } publications
            && publications.All(publication => publication is { Status: PublicationStatus.Scheduled, NextTryAt: not null })
                ? publications
                : null,
        Deadline);

    private async Task<List<SandboxPost>> StandingAsync(ConnectedAccount account) =>
        [.. (await Suite.Sandbox.ReadPostsAsync()).Where(post => post.Platform == account.Platform && post.Account == account.SandboxName)];

    private static PublicationResponse Only(IReadOnlyList<PublicationResponse> publications) => publications.Single();

    private static string Tell(PublicationResponse publication) =>
        $"{publication.PublicationId} {publication.Status} {publication.Problem}; "
        + $"{string.Join(" | ", publication.Attempts)}; {string.Join(" | ", publication.Steps)}";
}
