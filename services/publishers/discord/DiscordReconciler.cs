using System.Globalization;
using System.Text.Json;
using ContentMultiplier.Content;

namespace ContentMultiplier.Publishers.Discord;

/// <summary>
/// Looks in the channel for a bot's message whose answer was lost. The nonce is proof where Discord tells it; else it is the author,
/// the text and the time. A webhook can read only messages whose id it knows.
/// </summary>
internal sealed class DiscordReconciler(DiscordClient discord) : IReconciler
{
    private const int MostPages = 10;
    private const int OrdinaryMessage = 0;
    private const long Epoch = 1420070400000;
    private const int TimeShift = 22;

    /// <summary>
    /// Discord's clock is not ours. Small, because a bot may say the same twice; a message that is missed for it is not posted again
    /// within the minutes that Discord remembers its nonce.
    /// </summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    private static readonly string NoText = Fingerprint.Of("");

    public async Task<ReconcileFinding> FindAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        if (DiscordBot.Find(context.Credential) is not { } bot)
        {
            return ReconcileFinding.Blind("A webhook can read only messages whose id it knows.");
        }

        if (context.Step == DiscordSteps.Thread)
        {
            return await FindThreadAsync(context, bot, cancellationToken);
        }

        if (DiscordSteps.ReadTrace(context.Fingerprint) is not { } trace
            || !context.Credential.Attributes.TryGetValue(DiscordAccounts.BotId, out var author))
        {
            return ReconcileFinding.Blind("The step carries no fingerprint.");
        }

        return await FindMessageAsync(context, bot, author, trace.Channel, trace.Fingerprint, cancellationToken);
    }

    /// <summary>A thread has the id of the message that it was started from.</summary>
    private async Task<ReconcileFinding> FindThreadAsync(ReconcileContext context, DiscordBot bot, CancellationToken cancellationToken)
    {
        if (context.ValueOf<PostedMessage>(DiscordSteps.Message) is not { } message)
        {
            return ReconcileFinding.Blind("The thread's message is not known.");
        }

        try
        {
            var thread = await discord.GetChannelAsync(bot, message.Id, cancellationToken);
            return ReconcileFinding.Found(thread, thread.Id);
        }
        catch (PlatformRefusedException refusal) when (refusal.Category == FailureCategories.NotFound)
        {
            return ReconcileFinding.Absent();
        }
    }

    private async Task<ReconcileFinding> FindMessageAsync(
        ReconcileContext context, DiscordBot bot, string author, string channel, string wanted, CancellationToken cancellationToken)
    {
        var nonce = DiscordSteps.Nonce(context.PublicationId, context.Step);
        var same = new List<ListedMessage>();
        var similar = new List<string>();
        var after = Snowflake(context.SentAfter - Margin);
        for (var read = 0; read < MostPages; read++)
        {
            var page = await discord.GetMessagesAsync(bot, channel, after, DiscordClient.MostMessages, cancellationToken);
            foreach (var message in page.Where(message => message is { Type: OrdinaryMessage, WebhookId: null } && message.Author?.Id == author))
            {
                if (NonceOf(message) is { } told)
                {
                    if (told == nonce)
                    {
                        return Found(message);
                    }

                    continue;
                }

                var found = Fingerprint.Of(message.Content ?? "");
                if (found == wanted && wanted != NoText)
                {
                    same.Add(message);
                }
                else if (found == NoText ? wanted == NoText : Fingerprint.SameWords(found, wanted))
                {
                    similar.Add(message.Id);
                }
            }

            if (page.Length < DiscordClient.MostMessages)
            {
                return page.Length == 0 && read == 0 && await ShowsNothingAsync(bot, channel, cancellationToken)
                    ? ReconcileFinding.Unreadable("Discord shows the bot no message at all: the channel is empty, or the bot may not read its history.")
                    : Judge(same, similar);
            }

            after = page.Max(message => ulong.Parse(message.Id, CultureInfo.InvariantCulture));
        }

        return ReconcileFinding.Blind("More has been written in the channel since than is read.");
    }

    /// <summary>To a bot that may not read the history the list is empty, which proves nothing.</summary>
    private async Task<bool> ShowsNothingAsync(DiscordBot bot, string channel, CancellationToken cancellationToken) =>
        await discord.GetMessagesAsync(bot, channel, after: null, limit: 1, cancellationToken) is [];

    private static ReconcileFinding Judge(List<ListedMessage> same, List<string> similar) => (same, similar) switch
    {
        ([var message], _) => Found(message),
        ([], []) => ReconcileFinding.Absent(),
        ([], _) => ReconcileFinding.Ambiguous($"Messages that it may be: {string.Join(", ", similar)}."),
        _ => ReconcileFinding.Ambiguous($"Messages with the same text: {string.Join(", ", same.Select(message => message.Id))}."),
    };

    private static ReconcileFinding Found(ListedMessage message) =>
        ReconcileFinding.Found(new PostedMessage(message.Id, message.ChannelId), message.Id);

    private static string? NonceOf(ListedMessage message) => message.Nonce switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    /// <summary>The least id of a message of that time.</summary>
    private static ulong Snowflake(DateTimeOffset time) => (ulong)Math.Max(0, time.ToUnixTimeMilliseconds() - Epoch) << TimeShift;
}
