using System.Text.Json;
using System.Text.RegularExpressions;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.ServiceDefaults.Errors;

namespace ContentMultiplier.Posts.Posts;

/// <summary>What every post must keep to, whatever platform it goes to. Reports everything, never the first only.</summary>
internal static partial class PostRules
{
    private const int MaxTitle = 300;
    private const int MaxText = 100_000;
    private const int MaxTotalText = 1_000_000;
    private const int MaxLanguage = 35;
    private const int MaxUrl = 2_048;
    private const int MaxTags = 100;
    private const int MaxTag = 100;
    private const int MaxMedia = 50;
    private const int MaxVariants = 50;
    private const int MaxParts = 50;
    private const int MaxAltText = 2_000;
    private const int MaxFileName = 255;
    private const int MaxContentType = 127;
    private const int MaxMetadata = 64 * 1024;

    /// <summary>Enough for the recipients of a mail.</summary>
    private const int MaxOptions = 256 * 1024;

    /// <param name="prefix">Where the post stands in the request: empty, or <c>post.</c>.</param>
    public static void Check(PostRequest post, string prefix, ErrorBag errors)
    {
        CheckTitle(post.Title, prefix + "title", errors);
        Length(post.Content, MaxText, prefix + "content", errors);
        Length(post.Language, MaxLanguage, prefix + "language", errors);
        if (post.Language is { Length: <= MaxLanguage } language && !LanguageTag().IsMatch(language))
        {
            errors.Add(prefix + "language", "must be a language tag such as en or pt-BR");
        }

        Url(post.Link, prefix + "link", errors);
        CheckTags(post.Tags, prefix + "tags", errors);
        CheckMedia(post.Media, prefix + "media", errors);
        CheckObject(post.Metadata, MaxMetadata, prefix + "metadata", errors);

        Count(post.Variants?.Count ?? 0, MaxVariants, prefix + "variants", errors);
        foreach (var (platform, variant) in post.Variants ?? new Dictionary<string, VariantRequest>())
        {
            CheckVariant(platform, variant, prefix + "variants." + platform, errors);
        }

        if (TextOf(post) is > MaxTotalText and var total)
        {
            errors.Add(prefix + "variants", $"all texts together have {total} characters of {MaxTotalText}; shorten them");
        }
    }

    public static void CheckOptions(JsonElement? options, string field, ErrorBag errors) => CheckObject(options, MaxOptions, field, errors);

    public static void CheckMedia(IReadOnlyList<MediaRequest>? media, string field, ErrorBag errors)
    {
        Count(media?.Count ?? 0, MaxMedia, field, errors);
        foreach (var (index, item) in (media ?? []).Index())
        {
            var at = $"{field}[{index}]";
            if (IsNull(item, at, errors))
            {
                continue;
            }

            if (item.Url is null == item.MediaId is null)
            {
                errors.Add(at, item.Url is null ? "needs either url or media_id" : "has both url and media_id; keep one of them");
            }

            if (item is { MediaId: not null, ContentType: not null })
            {
                errors.Add(at + ".content_type", "is known of an uploaded file; leave it out");
            }

            Url(item.Url, at + ".url", errors);
            Length(item.FileName, MaxFileName, at + ".file_name", errors);
            Length(item.ContentType, MaxContentType, at + ".content_type", errors);
            Length(item.AltText, MaxAltText, at + ".alt_text", errors);
        }
    }

    public static void CheckParts(IReadOnlyList<string>? parts, string field, ErrorBag errors) =>
        Texts(parts, MaxParts, MaxText, field, errors, mayBeBlank: true);

    public static void Length(string? text, int max, string field, ErrorBag errors)
    {
        if (text?.Length > max)
        {
            errors.Add(field, $"has {text.Length} characters of {max}; shorten it by {text.Length - max}");
        }
    }

    public static void CheckTitle(string? title, string field, ErrorBag errors) => Length(title, MaxTitle, field, errors);

    public static void CheckTags(IReadOnlyList<string>? tags, string field, ErrorBag errors) => Texts(tags, MaxTags, MaxTag, field, errors);

    public static void CheckText(string? text, string field, ErrorBag errors) => Length(text, MaxText, field, errors);

    public static void Url(string? url, string field, ErrorBag errors)
    {
        Length(url, MaxUrl, field, errors);
        if (url is not null && !(Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "https" or "http"))
        {
            errors.Add(field, "must be a whole address that begins with https:// or http://");
        }
    }

    private static void CheckVariant(string platform, VariantRequest variant, string field, ErrorBag errors)
    {
        if (!PlatformName().IsMatch(platform))
        {
            errors.Add(field, "is not the name of a platform: at most 32 of a-z, 0-9 and -, beginning with a letter");
        }

        if (IsNull(variant, field, errors))
        {
            return;
        }

        Length(variant.Text, MaxText, field + ".text", errors);
        CheckParts(variant.Parts, field + ".parts", errors);
        if (variant is { Text.Length: > 0, Parts.Count: > 0 })
        {
            errors.Add(field, "has both text and parts; keep one of them");
        }

        CheckMedia(variant.Media, field + ".media", errors);
        CheckOptions(variant.Options, field + ".options", errors);
    }

    private static void Texts(IReadOnlyList<string>? texts, int maxCount, int maxLength, string field, ErrorBag errors, bool mayBeBlank = false)
    {
        Count(texts?.Count ?? 0, maxCount, field, errors);
        foreach (var (index, text) in (texts ?? []).Index())
        {
            var at = $"{field}[{index}]";
            if (IsNull(text, at, errors))
            {
                continue;
            }

            Length(text, maxLength, at, errors);
            if (!mayBeBlank && string.IsNullOrWhiteSpace(text))
            {
                errors.Add(at, "is blank; remove it");
            }
        }
    }

    private static void CheckObject(JsonElement? value, int maxBytes, string field, ErrorBag errors)
    {
        if (value is not { } element)
        {
            return;
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            errors.Add(field, "must be an object");
        }

        var bytes = System.Text.Encoding.UTF8.GetByteCount(element.GetRawText());
        if (bytes > maxBytes)
        {
            errors.Add(field, $"has {bytes} bytes of {maxBytes}; shorten it");
        }
    }

    /// <summary>Nullability is checked for members, but not inside arrays and maps.</summary>
    private static bool IsNull(object? value, string field, ErrorBag errors)
    {
        if (value is null)
        {
            errors.Add(field, "must not be null");
        }

        return value is null;
    }

    private static void Count(int count, int max, string field, ErrorBag errors)
    {
        if (count > max)
        {
            errors.Add(field, $"has {count} entries of {max}; remove {count - max}");
        }
    }

    private static long TextOf(PostRequest post) =>
        (post.Content?.Length ?? 0)
        + (post.Variants?.Values.Sum(variant => (long)(variant?.Text?.Length ?? 0) + (variant?.Parts?.Sum(part => (long)(part?.Length ?? 0)) ?? 0)) ?? 0);

    [GeneratedRegex(@"\A[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\z", RegexOptions.ExplicitCapture, 200)]
    private static partial Regex LanguageTag();

    /// <summary>A slug or another name of a platform, such as <c>x</c>, which may be shorter.</summary>
    [GeneratedRegex(@"\A[a-z][a-z0-9-]{0,31}\z", RegexOptions.ExplicitCapture, 200)]
    private static partial Regex PlatformName();
}
