using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ContentMultiplier.Publishers.Discord;

/// <summary>A bot and the one channel that it was connected for.</summary>
internal sealed record DiscordBot(string Token, string ChannelId)
{
    public const string TokenField = "bot_token";
    public const string TokenPattern = "[A-Za-z0-9_-]{18,40}[.][A-Za-z0-9_-]{4,12}[.][A-Za-z0-9_-]{20,100}";
    public const string ChannelField = "channel_id";

    /// <summary>Null for an account that was connected by a webhook.</summary>
    public static DiscordBot? Find(AccountCredential credential) =>
        credential.Fields.TryGetValue(TokenField, out var token) && credential.Fields.TryGetValue(ChannelField, out var channel)
            ? new(token, channel)
            : null;

    /// <summary>One bot may speak in several channels, and a channel may have several bots: both make the account.</summary>
    public string AccountOf(string botId) => $"{botId}-{ChannelId}";

    public override string ToString() => $"DiscordBot {{ ChannelId = {ChannelId} }}";
}

/// <summary>The steps of a bot's post, and what makes each of them known again.</summary>
internal static class DiscordSteps
{
    public const string Message = "message";
    public const string Thread = "thread";

    private const int NonceBytes = 18;

    /// <summary>The same for the same step of the same publication, whoever sends it: at most 25 characters are taken.</summary>
    public static string Nonce(Guid publicationId, string step)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{publicationId:N}/{step}"), hash);
        return Base64Url.EncodeToString(hash[..NonceBytes]);
    }

    /// <summary>Where the message went belongs to what it is recognized by: a thread is a channel of its own.</summary>
    public static string Trace(string channel, string fingerprint) => $"{channel}/{fingerprint}";

    public static (string Channel, string Fingerprint)? ReadTrace(string? trace) =>
        trace?.Split('/') is [{ Length: > 0 } channel, { Length: > 0 } fingerprint] ? (channel, fingerprint) : null;
}
