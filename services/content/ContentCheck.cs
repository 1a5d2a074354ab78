using System.Text.Json;
using ContentMultiplier.Content.Text;
using ContentMultiplier.Contracts.Platforms;
using ContentMultiplier.Contracts.Preview;
using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Content;

/// <summary>
/// A target's content against what its platform announced: every problem at once, each with the place, the limit,
/// the number and what to do. Posts refuses by it before anything is stored, workers before anything is sent.
/// </summary>
public static class ContentCheck
{
    public static IReadOnlyList<ContentError> Check(
        PlatformCapabilities capabilities, string contentType, PostContent content, JsonElement? options)
    {
        var errors = new List<ContentError>();
        if (!capabilities.ContentTypes.Contains(contentType))
        {
            errors.Add(new("content_type", $"'{contentType}' is not one of {string.Join(", ", capabilities.ContentTypes)}; choose one of them"));
        }

        CheckTitle(capabilities.Title, content.Title, errors);
        CheckText(capabilities.Text, content, errors);
        MediaCheck.Check(capabilities.Media, contentType, content.Media, errors);
        OptionsCheck.Check(capabilities.OptionsSchema, options, errors);
        OptionsCheck.CheckConflicts(capabilities.OptionConflicts, contentType, options, errors);
        return errors;
    }

    /// <summary>What a user should know before publishing, and what is no reason to refuse it.</summary>
    public static IReadOnlyList<string> WarningsOf(PlatformCapabilities capabilities, PostContent content) =>
        capabilities.LinkNotice is { Length: > 0 } notice && content.Parts.Append(content.Text).Any(text => UrlScanner.Find(text).Count > 0) ? [notice] : [];

    private static void CheckTitle(TitleRules? rules, string? title, List<ContentError> errors)
    {
        if (rules is null)
        {
            return;
        }

        if (string.IsNullOrWhiteSpace(title))
        {
            if (rules.Required)
            {
                errors.Add(new("title", $"empty, and needs 1 to {rules.MaxLength} characters; give one"));
            }

            return;
        }

        var count = TextCounter.Count(title, TextCounting.CodePoints);
        if (count > rules.MaxLength)
        {
            errors.Add(new("title", $"{count} of {rules.MaxLength} characters; shorten it by {count - rules.MaxLength}"));
        }
    }

    private static void CheckText(TextRules rules, PostContent content, List<ContentError> errors)
    {
        if (content.Parts.Count == 0)
        {
            CheckOne("text", content.Text, mayBeEmpty: !rules.Required || content.Media.Count > 0, rules, errors);
            return;
        }

        var surplus = content.Parts.Count - rules.MaxParts;
        if (surplus > 0)
        {
            errors.Add(new("parts", rules.MaxParts == 1
                ? $"{content.Parts.Count} parts where only one text is taken; send one text"
                : $"{content.Parts.Count} of {rules.MaxParts} parts; remove {surplus}"));
        }

        for (var i = 0; i < content.Parts.Count; i++)
        {
            // Files go with the first part.
            CheckOne($"parts[{i}]", content.Parts[i], mayBeEmpty: i == 0 && content.Media.Count > 0, rules, errors);
        }
    }

    private static void CheckOne(string field, string text, bool mayBeEmpty, TextRules rules, List<ContentError> errors)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            if (!mayBeEmpty)
            {
                errors.Add(new(field, $"empty, and needs 1 to {rules.MaxLength} characters; write something"));
            }

            return;
        }

        var count = TextCounter.Count(text, rules.Counting);
        if (count > rules.MaxLength)
        {
            errors.Add(new(field, $"{count} of {rules.MaxLength} characters; shorten it by {count - rules.MaxLength}"));
        }

        if (rules.Counting == TextCounting.Weighted && WeightedText.HasInvalid(text))
        {
            errors.Add(new(field, "holds U+FFFE, U+FEFF or U+FFFF, which the platform refuses; remove them"));
        }
    }
}
