using ContentMultiplier.Contracts.Platforms;
using ContentMultiplier.Contracts.Preview;
using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Content;

/// <summary>
/// The files of a post against what its platform takes, and against what the content type asks for. A file without a stated type is
/// judged when its bytes are fetched.
/// </summary>
internal static class MediaCheck
{
    public static void Check(MediaRules rules, string contentType, IReadOnlyList<MediaItem> media, List<ContentError> errors)
    {
        var own = rules.ByContentType.GetValueOrDefault(contentType) ?? new ContentTypeMedia();
        CheckCount(rules, own, contentType, media.Count, errors);
        if (rules.MaxItems == 0)
        {
            return;
        }

        for (var i = 0; i < media.Count; i++)
        {
            if (rules.MaxAltText > 0 && media[i].AltText?.Length > rules.MaxAltText)
            {
                errors.Add(new(
                    $"media[{i}].alt_text", $"{media[i].AltText!.Length} of {rules.MaxAltText} characters; remove {media[i].AltText!.Length - rules.MaxAltText}"));
            }

            if (media[i].ContentType is not { } type)
            {
                continue;
            }

            if (!MediaTypes.Take(rules.ContentTypes, type))
            {
                errors.Add(new($"media[{i}].content_type", $"'{type}' is not one of {string.Join(", ", rules.ContentTypes)}; convert the file"));
            }
            else if (!MediaTypes.Take(own.ContentTypes, type))
            {
                errors.Add(new(
                    $"media[{i}].content_type", $"'{type}' where a {contentType} takes {string.Join(", ", own.ContentTypes)}; choose another file or another content type"));
            }

            if (media.Count > 1 && own.Alone.Count > 0 && MediaTypes.Take(own.Alone, type))
            {
                errors.Add(new($"media[{i}]", $"'{type}' as one of {media.Count} files; a file of that type goes alone, 1 of 1: remove the {media.Count - 1} other"));
            }
        }
    }

    private static void CheckCount(MediaRules rules, ContentTypeMedia own, string contentType, int count, List<ContentError> errors)
    {
        if (count > rules.MaxItems)
        {
            errors.Add(new("media", rules.MaxItems == 0
                ? $"{count} files where none is taken; remove them"
                : $"{count} of {rules.MaxItems} files; remove {count - rules.MaxItems}"));
        }
        else if (own.MaxItems is { } most && count > most)
        {
            errors.Add(new("media", most == 0
                ? $"{count} files where a {contentType} takes none; remove them"
                : $"{count} of {most} files of a {contentType}; remove {count - most}"));
        }
        else if (count < own.MinItems)
        {
            errors.Add(new("media", $"{count} files, and a {contentType} needs at least {own.MinItems}; add {own.MinItems - count}"));
        }
    }
}
