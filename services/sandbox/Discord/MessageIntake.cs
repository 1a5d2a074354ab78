using System.Globalization;
using System.Text.Json;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Discord;

/// <summary>Who wrote a message, a webhook or a bot, and where.</summary>
/// <param name="Account">What the suite connects: the webhook, or the bot in its channel.</param>
internal sealed record MessageSender(string Account, string AuthorId, string Name, string ChannelId, string GuildId, bool IsWebhook);

/// <summary>Makes a post of a message that was let in.</summary>
internal sealed class MessageIntake(PostStore posts, Snowflakes ids)
{
    private const int SuppressEmbeds = 1 << 2;
    private const int SuppressNotifications = 1 << 12;
    private const int ComponentsV2 = 1 << 15;

    /// <param name="sender">Who wrote it.</param>
    /// <param name="form">What was written.</param>
    /// <param name="thread">Where it goes instead of the channel; null for the channel, empty for a thread that it opens.</param>
    /// <param name="arrived">When.</param>
    public Post Accept(MessageSender sender, MessageForm form, string? thread, DateTimeOffset arrived)
    {
        var id = ids.Next().ToString(CultureInfo.InvariantCulture);
        if (thread is "")
        {
            thread = id;
        }

        var message = form.Message;
        var text = message.Content ?? "";
        var detail = new MessageDetail(
            thread,
            sender.IsWebhook ? message.Username : null,
            message.Tts == true,
            (message.Flags ?? 0) & (SuppressEmbeds | SuppressNotifications | ComponentsV2),
            message.AllowedMentions?.Parse?.Contains("everyone") == true && text.Contains("@everyone", StringComparison.Ordinal),
            message.Embeds ?? [],
            message.Components,
            form.Files.Count == 0 ? [] : [.. Attach(form)]);
        var post = new Post
        {
            Platform = DiscordPlatform.Name,
            Account = sender.Account,
            AccountName = sender.Name,
            Id = id,
            Url = $"https://discord.com/channels/{sender.GuildId}/{thread ?? sender.ChannelId}/{id}",
            Text = text,
            At = arrived,
            Raw = form.Raw.Length <= Post.LongestRaw ? form.Raw : Post.Cut(form.Raw),
            Detail = ToElement(detail),
        };
        posts.Accept(post);
        return post;
    }

    /// <returns>What is wrong with it; null when the message says it now.</returns>
    public DiscordError? TryEdit(Post post, MessageForm form)
    {
        var before = MessageJson.DetailOf(post);
        var after = form.Message with { Content = form.Message.Content ?? post.Text, Embeds = form.Message.Embeds ?? before.Embeds };
        if (MessageRules.FindMistake(after, before.Attachments.Length + form.Files.Count) is { } mistake)
        {
            return mistake;
        }

        var detail = before with { Embeds = after.Embeds ?? [], Attachments = [.. before.Attachments, .. Attach(form)] };
        posts.Edit(post, after.Content ?? "", ToElement(detail));
        return null;
    }

    private IEnumerable<Attachment> Attach(MessageForm form) => form.Files.Select((file, index) =>
    {
        var described = Array.Find(
            form.Message.Attachments ?? [], item => item?.Id?.ToString() == index.ToString(CultureInfo.InvariantCulture));
        return new Attachment(
            ids.Next().ToString(CultureInfo.InvariantCulture),
            described?.Filename ?? file.FileName,
            file.Length,
            file.ContentType,
            described?.Description);
    });

    /// <summary>Null for a text and nothing else, which is most messages: they need no memory beside it.</summary>
    private static JsonElement? ToElement(MessageDetail detail) => detail is
    {
        ThreadId: null, Username: null, Tts: false, Flags: 0, MentionsEveryone: false, Embeds: [], Components: null, Attachments: []
    }
        ? null
        : JsonSerializer.SerializeToElement(detail, SandboxJson.Default.MessageDetail);
}
