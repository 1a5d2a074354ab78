using System.Net;
using System.Text.Json;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>Discord by a bot: connected by its token, and read back where a webhook is blind.</summary>
public sealed class DiscordBotTests : OneUser
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Test]
    public async Task A_lost_answer_to_a_bot_is_found_in_the_channel_and_its_thread_is_started()
    {
        var account = await Client.ConnectDiscordBotAsync();
        var text = Publisher.NewText("Lost by a bot");
        await Suite.Sandbox.AddFaultAsync(new { platform = "discord", kind = "reset_after_accept", account = account.SandboxName });

        var publication = await PublishAsync(account, text, new { thread_name = "Talk", auto_archive_minutes = 60 });

        var message = (await Suite.Sandbox.PostsOfAsync(account)).Single();
        Assert.Multiple(() =>
        {
            Assert.That(publication.Status, Is.EqualTo("published"), publication.Problem?.Detail);
            Assert.That(message.Text, Is.EqualTo(text));
            Assert.That(publication.ExternalId, Is.EqualTo(message.Id));
            Assert.That(publication.ExternalUrl, Does.EndWith($"/{account.SandboxName.Split('-')[1]}/{message.Id}"));
            Assert.That(publication.Attempts[0].Result, Is.EqualTo("unknown"));
            Assert.That(publication.Steps.Select(step => (step.Name, step.ExternalId)), Is.EqualTo(new[] { ("message", message.Id), ("thread", message.Id) }));
        });
    }

    [Test]
    public async Task What_only_a_webhook_can_is_refused_to_a_bot_without_a_call()
    {
        var account = await Client.ConnectDiscordBotAsync();

        var publication = await PublishAsync(account, Publisher.NewText("By whom"), new { username = "Somebody else", auto_archive_minutes = 60 });

        Assert.That(publication.Problem?.Category, Is.EqualTo("invalid_content"));
        Assert.That(publication.Problem?.Detail, Does.Contain("options.username").And.Contain("options.auto_archive_minutes"));
        Assert.That(await Suite.Sandbox.PostsOfAsync(account), Is.Empty);
    }

    [Test]
    public async Task Two_ways_to_connect_are_announced_and_exactly_one_is_taken()
    {
        var bot = await Suite.Sandbox.CreateBotAsync("bot-both");
        var webhook = await Suite.Sandbox.CreateWebhookAsync("hook-both");

        var platforms = await Client.GetAsync("/api/publishing/platforms");
        var both = await ConnectAsync(new() { ["webhook_url"] = webhook.Url, ["bot_token"] = bot.Token, ["channel_id"] = bot.ChannelId });
        var neither = await ConnectAsync([]);
        var half = await ConnectAsync(new() { ["bot_token"] = bot.Token });
        var elsewhere = await ConnectAsync(new() { ["bot_token"] = bot.Token, ["channel_id"] = "12345678901234567" });

        Assert.Multiple(() =>
        {
            Assert.That(platforms.Body, Does.Contain("\"way\":\"bot\"").And.Contain("\"way\":\"webhook\""));
            Assert.That(both.Errors.Keys, Is.EquivalentTo(["fields.webhook_url", "fields.bot_token", "fields.channel_id"]), both.Body);
            Assert.That(neither.Errors.Keys, Is.EquivalentTo(["fields.webhook_url", "fields.bot_token", "fields.channel_id"]), neither.Body);
            Assert.That(half.Errors.Keys, Is.EquivalentTo(["fields.channel_id"]), half.Body);
            Assert.That(elsewhere.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity), elsewhere.Body);
            Assert.That(both.Body + half.Body + elsewhere.Body, Does.Not.Contain(bot.Token));
        });
    }

    private Task<Answer> ConnectAsync(Dictionary<string, string> fields) =>
        Client.PostAsync("/api/publishing/credentials", new { platform = "discord", fields });

    private async Task<PublicationResponse> PublishAsync(ConnectedAccount account, string text, object options)
    {
        var accepted = await Client.PublishAsync(new PublishRequest
        {
            Post = new() { Content = text },
            Targets = [new() { AccountId = account.Id, Options = JsonSerializer.SerializeToElement(options) }],
        });
        return await Eventually.GetAsync(
            async () => (await Client.StatusAsync(accepted.PostId)).Publications.SingleOrDefault(one => one.Status is "published" or "failed"),
            Patience,
            "the bot's publication has settled");
    }
}
