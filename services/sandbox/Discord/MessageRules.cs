using System.Text.Json;

namespace ContentMultiplier.Sandbox.Discord;

/// <summary>Discord's limits on a message.</summary>
internal static class MessageRules
{
    public const int MostFiles = 10;
    public const long LargestFile = 10 * 1024 * 1024;

    public const int LongestThreadName = 100;

    private const int LongestNonce = 25;
    private const int LongestContent = 2000;
    private const int LongestEmbeds = 6000;
    private const int LongestLink = 2048;
    private const int LargestColor = 0xFFFFFF;

    private static readonly string[] ForbiddenInNames = ["discord", "clyde"];

    /// <summary>Of a webhook's message: a forum has nothing but threads, and other channels open none for it.</summary>
    public static DiscordError? FindMistake(MessageRequest message, int files, bool isForum, string? thread) =>
        FindMistake(message, files) ?? (isForum, string.IsNullOrEmpty(message.ThreadName), thread) switch
        {
            (false, false, _) => DiscordError.ThreadOutsideForum,
            (true, true, null) => DiscordError.ForumWithoutThread,
            (true, false, not null) => DiscordError.ForumWithTwoThreads,
            _ => null,
        };

    public static DiscordError? FindMistake(MessageRequest message, int files)
    {
        var errors = new FormErrors();
        errors.Length("content", message.Content, LongestContent);
        errors.Length("username", message.Username, 1, 80);
        foreach (var word in ForbiddenInNames.Where(word => message.Username?.Contains(word, StringComparison.OrdinalIgnoreCase) == true))
        {
            errors.Add("username", "USERNAME_INVALID_CONTAINS", $"Username cannot contain \"{word}\"");
        }

        errors.Length("avatar_url", message.AvatarUrl, LongestLink);
        errors.Length("thread_name", message.ThreadName, LongestThreadName);
        errors.Length("nonce", message.Nonce is { ValueKind: JsonValueKind.String } nonce ? nonce.GetString() : null, LongestNonce);
        errors.Link("avatar_url", message.AvatarUrl, attachments: false);
        errors.Count("embeds", message.Embeds?.Length ?? 0, 10);
        errors.Count("files", files, MostFiles);
        errors.Count("attachments", message.Attachments?.Length ?? 0, MostFiles);
        Check(message.Embeds ?? [], errors);
        Check(message.AllowedMentions, errors);
        if (errors.Any)
        {
            return DiscordError.InvalidForm(errors);
        }

        return IsEmpty(message) && files == 0 ? DiscordError.EmptyMessage : null;
    }

    private static bool IsEmpty(MessageRequest message) =>
        string.IsNullOrWhiteSpace(message.Content)
        && message.Embeds is null or []
        && message.Components is null
        && message.Poll is null;

    private static void Check(Embed[] embeds, FormErrors errors)
    {
        for (var index = 0; index < embeds.Length; index++)
        {
            Check(embeds[index], $"embeds.{index}", errors);
        }

        if (embeds.Sum(Length) > LongestEmbeds)
        {
            errors.Add("embeds", "MAX_EMBED_SIZE_EXCEEDED", $"Embed size exceeds maximum size of {LongestEmbeds}");
        }
    }

    private static void Check(Embed embed, string path, FormErrors errors)
    {
        errors.Length($"{path}.title", embed.Title, 256);
        errors.Length($"{path}.description", embed.Description, 4096);
        errors.Length($"{path}.footer.text", embed.Footer?.Text, 2048);
        errors.Length($"{path}.author.name", embed.Author?.Name, 256);
        errors.Link($"{path}.url", embed.Url, attachments: false);
        errors.Link($"{path}.image.url", embed.Image?.Url, attachments: true);
        errors.Link($"{path}.thumbnail.url", embed.Thumbnail?.Url, attachments: true);
        if (embed.Color is < 0 or > LargestColor)
        {
            errors.Add($"{path}.color", "NUMBER_TYPE_MAX", $"int value should be less than or equal to {LargestColor}.");
        }

        var fields = embed.Fields ?? [];
        errors.Count($"{path}.fields", fields.Length, 25);
        for (var index = 0; index < fields.Length; index++)
        {
            errors.Required($"{path}.fields.{index}.name", fields[index].Name);
            errors.Required($"{path}.fields.{index}.value", fields[index].Value);
            errors.Length($"{path}.fields.{index}.name", fields[index].Name, 256);
            errors.Length($"{path}.fields.{index}.value", fields[index].Value, 1024);
        }
    }

    private static void Check(AllowedMentions? mentions, FormErrors errors)
    {
        if (mentions?.Parse?.Contains("users") == true && mentions.Users is { Length: > 0 })
        {
            errors.Add("allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", "parse:[\"users\"] and users: [ids...] are mutually exclusive.");
        }

        if (mentions?.Parse?.Contains("roles") == true && mentions.Roles is { Length: > 0 })
        {
            errors.Add("allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", "parse:[\"roles\"] and roles: [ids...] are mutually exclusive.");
        }
    }

    private static int Length(Embed embed) =>
        Trimmed(embed.Title) + Trimmed(embed.Description) + Trimmed(embed.Footer?.Text) + Trimmed(embed.Author?.Name)
        + (embed.Fields ?? []).Sum(field => Trimmed(field.Name) + Trimmed(field.Value));

    private static int Trimmed(string? text) => text?.Trim().Length ?? 0;
}
