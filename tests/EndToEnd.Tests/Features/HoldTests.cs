using System.Net;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>A platform that a person holds, in a workspace of its own.</summary>
public sealed class HoldTests : OneUser
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private ConnectedAccount _twitter = null!;
    private ConnectedAccount _discord = null!;

    [OneTimeSetUp]
    public async Task ConnectAsync()
    {
        _twitter = await Client.ConnectTwitterAsync();
        _discord = await Client.ConnectDiscordAsync();
    }

    [Test]
    public async Task What_is_due_at_a_held_platform_waits_for_the_release_and_leaves_once()
    {
        var text = Publisher.NewText("Held");
        var hold = await Client.PostAsync("/api/publishing/platforms/discord/hold", new { reason = "an outage" });
        Assert.That(hold.Status, Is.EqualTo(HttpStatusCode.OK), hold.Body);

        var post = (await Client.PublishAsync(text, _twitter, _discord)).PostId;
        await Eventually.BecomesTrueAsync(async () => await StandsAsync(post, "twitter") == "published" && await ProblemAsync(post) == "held", Patience);

        Assert.That(await CountAsync(text), Is.Zero);
        Assert.That((await Client.GetAsync("/api/publishing/holds")).Json[0].GetProperty("waiting").GetInt64(), Is.EqualTo(1));
        var release = await Client.PostAsync("/api/publishing/platforms/discord/release");
        Assert.That((release.Status, release.Json.GetProperty("released").GetInt64()), Is.EqualTo((HttpStatusCode.OK, 1L)), release.Body);

        await Eventually.BecomesTrueAsync(async () => await StandsAsync(post, "discord") == "published", Patience);
        Assert.That(await CountAsync(text), Is.EqualTo(1));
    }

    [Test]
    public async Task Who_held_and_released_stands_in_the_audit_log()
    {
        var user = await SignedInUser.RegisterAsync(Suite);
        var hold = await user.Http.CallAsync(HttpMethod.Post, "/api/publishing/platforms/discord/hold", "{}");
        var release = await user.Http.CallAsync(HttpMethod.Post, "/api/publishing/platforms/discord/release");

        Assert.That((hold.Status, release.Status), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK)), hold.Body + release.Body);
        foreach (var action in new[] { "platform.hold", "platform.release" })
        {
            await Eventually.BecomesTrueAsync(
                async () => (await user.Http.CallAsync(HttpMethod.Get, "/api/audit?action=" + action)).Json.GetProperty("items").EnumerateArray()
                    .Any(row => row.GetProperty("subject_id").GetString() == "discord"),
                Patience, action);
        }
    }

    private async Task<string> StandsAsync(Guid post, string platform) =>
        (await Client.StatusAsync(post)).Publications.Single(publication => publication.Platform == platform).Status;

    private async Task<string?> ProblemAsync(Guid post) =>
        (await Client.StatusAsync(post)).Publications.Single(publication => publication.Platform == "discord").Problem?.Category;

    private async Task<int> CountAsync(string text) =>
        (await Suite.Sandbox.PostsOfAsync(_discord)).Count(post => post.Text.StartsWith(text, StringComparison.Ordinal));
}
