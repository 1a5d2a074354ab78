using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Local.Databases;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Faults;

/// <summary>The databases go back to a backup, as deploy/runbooks/restore.md says: what was published since is not published again.</summary>
public sealed class RestoreTests : FaultsOfOneUser
{
    private static readonly string[] Services = ["posts", "scheduler", "results"];
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private SuiteFixture Processes => Suite.Processes;

    [Test]
    public async Task Row_38_what_was_published_since_the_backup_is_found_or_shown_to_a_person_and_never_sent_again()
    {
        var twitter = await Client.ConnectTwitterAsync();
        var discord = await Client.ConnectDiscordAsync();
        var clock = TimeProvider.System;
        var text = $"Before and after {Guid.NewGuid():N}";
        var post = await Client.PublishAsync(new PublishRequest
        {
            Post = new PostRequest
            {
                Content = text,
                Variants = new Dictionary<string, VariantRequest> { ["twitter"] = new() { Parts = [$"{text}, first", $"{text}, second"] } },
            },
            Targets = [new() { AccountId = twitter.Id }, new() { AccountId = discord.Id }],
            Mode = PublishMode.Scheduled,
            ScheduledAt = clock.GetUtcNow() + Ahead,
        });
        await Eventually.BecomesTrueAsync(async () => (await Client.StatusAsync(post.PostId)).Publications.Count == 2, Patience);

        var backupAt = clock.GetUtcNow();
        await WhileStoppedAsync(() => EachAsync(service => $"create database {Backup(service)} template {Processes.DatabaseOf(service)} owner {DatabaseRoles.Owner}"));
        var before = await Client.WaitUntilSettledAsync(post.PostId, Patience);
        await WhileStoppedAsync(async () =>
        {
            await EachAsync(service => $"drop database {Processes.DatabaseOf(service)} with (force)");
            await EachAsync(service => $"alter database {Backup(service)} rename to {Processes.DatabaseOf(service)}");

            // Who may connect is not part of a database.
            await Processes.Suite.PrepareAsync(CancellationToken.None);
            await Processes.Suite.RunAsync("results", ["restored", $"{backupAt:O}"], CancellationToken.None);
        });

        // Not before the commands that the backup still owes have been refused.
        await Eventually.BecomesTrueAsync(
            async () => (await Client.StatusAsync(post.PostId)).Publications.All(one => Of(before, one.Platform).Status == PublicationStatus.Published
                && (one.Status == PublicationStatus.Published || one is { Status: PublicationStatus.Unknown, Platform: "discord", Problem: not null })),
            Patience);
        var after = await Client.StatusAsync(post.PostId);
        Assert.That(Of(after, "twitter").ExternalId, Is.EqualTo(Of(before, "twitter").ExternalId));
        Assert.That(Of(after, "discord").Status, Is.EqualTo(PublicationStatus.Unknown));
        Assert.That(Of(after, "discord").Problem!.Detail, Does.Contain("restored"));
        Assert.That((await Suite.Sandbox.PostsOfAsync(twitter)).Select(one => one.Text), Is.EquivalentTo(new[] { $"{text}, first", $"{text}, second" }));
        Assert.That(await Suite.Sandbox.PostsOfAsync(discord), Has.Count.EqualTo(1));
    }

    private static PublicationResponse Of(PostStatusResponse status, string platform) => status.Publications.Single(one => one.Platform == platform);

    private string Backup(string service) => Processes.DatabaseOf(service) + "_backup";

    private async Task WhileStoppedAsync(Func<Task> work)
    {
        foreach (var service in Services)
        {
            await Processes.Suite.KillAsync(service);
        }

        await work();
        await Task.WhenAll(Services.Select(Suite.ReviveAsync));
    }

    private async Task EachAsync(Func<string, string> sql)
    {
        foreach (var service in Services)
        {
            await Processes.Postgres.ExecuteAsync("postgres", sql(service), CancellationToken.None);
        }
    }
}
