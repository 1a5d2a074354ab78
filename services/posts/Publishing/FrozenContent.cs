using System.Text.Json;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Posts.Media;
using ContentMultiplier.Posts.Platforms;

namespace ContentMultiplier.Posts.Publishing;

/// <summary>What one platform gets of a post, and where each piece of it stands in the request.</summary>
internal sealed class FrozenContent
{
    private readonly VariantRequest? _variant;
    private readonly string _variantField;
    private readonly IReadOnlyList<MediaRequest>? _media;
    private readonly StoredMedia _stored;

    public FrozenContent(PostRequest post, KnownPlatform platform, StoredMedia stored)
    {
        Platform = platform;
        var names = NamesOf(post, platform);
        _variant = names.Count == 0 ? null : post.Variants![names[0]];
        _variantField = "post.variants." + (names.Count == 0 ? platform.Slug : names[0]);
        Ambiguous = names.Count > 1 ? "post.variants." + names[1] : null;

        _media = _variant?.Media ?? post.Media;
        _stored = stored;
        var parts = _variant?.Parts ?? [];
        Content = SentContent.WithLinkInText(new PostContent
        {
            Text = parts.Count > 0 ? "" : _variant?.Text ?? post.Content ?? "",
            Parts = parts,
            Title = post.Title,
            Language = post.Language,
            Link = post.Link,
            Tags = post.Tags ?? [],
        });
    }

    public KnownPlatform Platform { get; }

    /// <summary>As it is written, without files; <see cref="ContentFor"/> is what is sent.</summary>
    public PostContent Content { get; }

    /// <summary>The field of a second variant for the same platform under its other name.</summary>
    public string? Ambiguous { get; }

    public static string ContentTypeOf(PostRequest post, ResolvedTarget target) =>
        NamesOf(post, target.Platform) is [var name, ..] ? ContentTypeOf(post.Variants![name], target) : ContentTypeOf(variant: null, target);

    public string ContentTypeFor(ResolvedTarget target) => ContentTypeOf(_variant, target);

    public PostContent ContentFor(string contentType) => SentContent.InParts(
        Content with { Media = SentContent.ItemsOf(_media, _stored, Platform.Slug, contentType) },
        contentType,
        Platform.Capabilities.Text,
        _variant?.Numbered == true);

    public JsonElement? OptionsFor(ResolvedTarget target) => target.Options ?? _variant?.Options;

    /// <summary>Does the target ask for other options than the post has? Then what is sent is not all in the post.</summary>
    public bool ChangesOptions(ResolvedTarget target) =>
        target.Options is { } asked && !(_variant?.Options is { } written && JsonElement.DeepEquals(asked, written));

    /// <summary>The place in the request that a problem at <paramref name="field"/> of the content comes from.</summary>
    public string FieldOf(string field, ResolvedTarget target) => field.Split('.', '[')[0] switch
    {
        "text" => _variant?.Text is null ? "post.content" : _variantField + ".text",
        "parts" when Content.Parts.Count > 0 => $"{_variantField}.{field}",
        "parts" => _variant?.Text is null ? "post.content" : _variantField + ".text",
        "media" => _variant?.Media is null ? $"post.{field}" : $"{_variantField}.{field}",
        "options" => target.Options is null ? $"{_variantField}.{field}" : $"{target.Field}.{field}",
        "content_type" => $"{target.Field}.{field}",
        _ => $"post.{field}",
    };

    private static string ContentTypeOf(VariantRequest? variant, ResolvedTarget target)
    {
        var types = target.Platform.Capabilities.ContentTypes;
        return target.ContentType ?? (variant?.Parts is { Count: > 0 } && types.Contains(SentContent.Thread) ? SentContent.Thread : types[0]);
    }

    private static List<string> NamesOf(PostRequest post, KnownPlatform platform) => post.Variants is null
        ? []
        : [.. new[] { platform.Slug }.Concat(platform.Capabilities.Aliases).Distinct().Where(post.Variants.ContainsKey)];
}
