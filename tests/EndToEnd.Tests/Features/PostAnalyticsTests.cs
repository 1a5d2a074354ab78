using System.Net;
using System.Text.Json;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>The numbers of what was published, read at the platforms and shown per post.</summary>
public sealed class PostAnalyticsTests : OneUser
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Test]
    public async Task The_numbers_of_every_target_are_shown_under_common_names_and_the_platforms_own_and_added_up()
    {
        var (x, page, member) = (
            await Client.ConnectTwitterAsync(), await Client.ConnectByConsentAsync("facebook"), await Client.ConnectByConsentAsync("linkedin"));
        var accepted = await Client.PublishAsync(Publisher.NewText("Count me"), x, page, member);

        var analytics = await Eventually.GetAsync(
            async () => await ReadAsync(accepted.PostId) is { } read && read.Count(target => target.TryGetProperty("latest", out var latest) && latest.ValueKind == JsonValueKind.Object) == 2
                && read.Any(target => target.GetProperty("collection").GetString() == "unsupported") ? read : null,
            Patience,
            "the numbers of X and Facebook are read, and LinkedIn is known to give none of a member's posts");
        var whole = (await Client.GetAsync($"/api/publishing/analytics/{accepted.PostId}")).Json;

        var (ofX, ofPage, ofMember) = (Of(analytics, "twitter"), Of(analytics, "facebook"), Of(analytics, "linkedin"));
        Assert.Multiple(() =>
        {
            Assert.That(Numbers(ofX.GetProperty("latest"), "metrics"), Is.EquivalentTo(new Dictionary<string, long>
            {
                ["likes"] = 12, ["comments"] = 2, ["shares"] = 4, ["saves"] = 4, ["impressions"] = 340, ["clicks"] = 7,
            }));
            Assert.That(Numbers(ofX.GetProperty("latest"), "own"), Does.ContainKey("repost_count").WithValue(3L));
            Assert.That(ofX.GetProperty("series").GetArrayLength(), Is.EqualTo(1));
            Assert.That(ofX.GetProperty("collection").GetString(), Is.EqualTo("collecting"));
            Assert.That(Numbers(ofPage.GetProperty("latest"), "metrics"), Does.ContainKey("likes").WithValue(14L).And.ContainKey("reach").WithValue(260L));
            Assert.That(Numbers(ofPage.GetProperty("latest"), "metrics"), Does.Not.ContainKey("saves"), "what Facebook does not tell is absent");
            Assert.That(ofMember.GetProperty("series").GetArrayLength(), Is.Zero);
            Assert.That(ofMember.GetProperty("detail").GetString(), Does.Contain("member"));
            Assert.That(Numbers(whole, "totals"), Does.ContainKey("likes").WithValue(26L).And.ContainKey("saves").WithValue(4L));
            Assert.That(whole.GetProperty("successful_publishes").GetInt32(), Is.EqualTo(3));
        });
    }

    [Test]
    public async Task The_reactions_to_a_message_are_counted_by_webhook_and_by_bot()
    {
        foreach (var account in new[] { await Client.ConnectDiscordAsync(), await Client.ConnectDiscordBotAsync() })
        {
            var accepted = await Client.PublishAsync(Publisher.NewText("React to me"), account);

            var targets = await Eventually.GetAsync(
                async () => await ReadAsync(accepted.PostId) is [_] read
                    && read.All(target => target.TryGetProperty("latest", out var latest) && latest.ValueKind == JsonValueKind.Object) ? read : null,
                Patience,
                "the reactions are read");

            Assert.That(Numbers(targets.Single().GetProperty("latest"), "metrics"), Is.EquivalentTo(new Dictionary<string, long> { ["likes"] = 3 }));
            Assert.That(Numbers(targets.Single().GetProperty("latest"), "own"), Is.EquivalentTo(new Dictionary<string, long> { ["reactions"] = 3 }));
        }
    }

    [Test]
    public async Task A_stranger_finds_no_numbers()
    {
        var account = await Client.ConnectDiscordAsync();
        var accepted = await Client.PublishAsync(Publisher.NewText("Mine"), account);
        using var stranger = await Suite.RegisterAsync();

        var mine = await Client.GetAsync($"/api/publishing/analytics/{accepted.PostId}");
        var theirs = await stranger.GetAsync($"/api/publishing/analytics/{accepted.PostId}");

        Assert.That(mine.Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((theirs.Status, theirs.Flaw()), Is.EqualTo((HttpStatusCode.NotFound, (string?)null)));
    }

    private async Task<IReadOnlyList<JsonElement>?> ReadAsync(Guid postId) =>
        await Client.GetAsync($"/api/publishing/analytics/{postId}") is { Status: HttpStatusCode.OK } answer
            ? [.. answer.Json.GetProperty("targets").EnumerateArray()]
            : null;

    private static JsonElement Of(IEnumerable<JsonElement> targets, string platform) =>
        targets.Single(target => target.GetProperty("platform").GetString() == platform);

    private static Dictionary<string, long> Numbers(JsonElement holder, string member) =>
        holder.GetProperty(member).EnumerateObject().ToDictionary(number => number.Name, number => number.Value.GetInt64());
}
