using ContentMultiplier.Content.Formatting;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Platforms;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Posts.Media;

namespace ContentMultiplier.Posts.Publishing;

/// <summary>From what the user wrote to what is sent, the same when it is published and when it is previewed.</summary>
internal static class SentContent
{
    public const string Thread = "thread";

    public static IReadOnlyList<MediaItem> ItemsOf(IReadOnlyList<MediaRequest>? media, StoredMedia stored, string platform, string contentType) =>
        [.. (media ?? []).Select(item => stored.ItemFor(item, platform, contentType))];

    /// <summary>One text becomes the parts that its platform takes, where a thread is asked for; each says its number, if that is wanted.</summary>
    public static PostContent InParts(PostContent content, string? contentType, TextRules rules, bool numbered) => content switch
    {
        { Parts.Count: 0, Text.Length: > 0 } when contentType == Thread =>
            content with { Text = "", Parts = ThreadSplitter.Split(content.Text, rules, numbered) },
        { Parts.Count: > 1 } when numbered => content with { Parts = ThreadSplitter.Number(content.Parts) },
        _ => content,
    };

    /// <summary>
    /// The link becomes the last line of the text, or of a thread's last part, so that it is counted and shown like the
    /// rest of it. A text that has it already stays as it is.
    /// </summary>
    public static PostContent WithLinkInText(PostContent content)
    {
        if (content.Link is not { Length: > 0 } link)
        {
            return content;
        }

        if (content.Parts.Count == 0)
        {
            return content with { Text = Append(content.Text, link) };
        }

        return content.Parts.Any(part => Holds(part, link))
            ? content
            : content with { Parts = [.. content.Parts.SkipLast(1), Append(content.Parts[^1], link)] };
    }

    private static string Append(string text, string link) =>
        Holds(text, link) ? text
        : string.IsNullOrWhiteSpace(text) ? link
        : $"{text.TrimEnd()}\n{link}";

    /// <summary>As a whole: <c>https://a.test/b</c> is not in <c>https://a.test/bc</c>.</summary>
    private static bool Holds(string text, string link)
    {
        for (var at = text.IndexOf(link, StringComparison.Ordinal); at >= 0; at = text.IndexOf(link, at + 1, StringComparison.Ordinal))
        {
            if (!GoesOn(text.AsSpan(at + link.Length)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A full stop ends a sentence, unless more of an address follows it.</summary>
    private static bool GoesOn(ReadOnlySpan<char> rest) =>
        rest.TrimStart(".,:;!?)'\"") is [var next, ..] && (char.IsLetterOrDigit(next) || "/#&=%_-~+@".Contains(next, StringComparison.Ordinal));
}
