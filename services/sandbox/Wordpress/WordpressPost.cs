using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Wordpress;

/// <summary>What a post is beside its content.</summary>
internal sealed record WordpressDetail
{
    public required string Type { get; init; }
    public string Title { get; init; } = "";
    public string Slug { get; init; } = "";
    public string Status { get; init; } = "draft";
    public string Excerpt { get; init; } = "";
    public DateTimeOffset? Date { get; init; }
    public long[] Categories { get; init; } = [];
    public long[] Tags { get; init; } = [];
    public long FeaturedMedia { get; init; }
    public string Format { get; init; } = "standard";
    public bool Sticky { get; init; }
    public string CommentStatus { get; init; } = "open";

    public static WordpressDetail Of(Post post) => post.Detail!.Value.Deserialize(SandboxJson.Default.WordpressDetail)!;

    public JsonElement ToElement() => JsonSerializer.SerializeToElement(this, SandboxJson.Default.WordpressDetail);

    public string LinkAt(Site site, string id) => Status is "publish" or "private" && Slug.Length > 0
        ? $"{site.Address}/{Slug}/"
        : $"{site.Address}/?{(Type == "page" ? "page_id" : "p")}={id}";

    public static string SlugOf(string text)
    {
        var slug = new StringBuilder();
        foreach (var letter in text.ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(letter))
            {
                slug.Append(letter);
            }
            else if (slug is { Length: > 0 } && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        return slug.ToString().Trim('-');
    }
}

internal static class WordpressPostJson
{
    public static JsonObject Of(Post post, Site site)
    {
        var detail = WordpressDetail.Of(post);
        return new JsonObject
        {
            ["id"] = long.Parse(post.Id, CultureInfo.InvariantCulture),
            ["date_gmt"] = (detail.Date ?? post.At).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture),
            ["slug"] = detail.Slug,
            ["status"] = detail.Status,
            ["type"] = detail.Type,
            ["link"] = detail.LinkAt(site, post.Id),
            ["title"] = Both(detail.Title),
            ["content"] = Both(post.Text),
            ["excerpt"] = Both(detail.Excerpt),
            ["featured_media"] = detail.FeaturedMedia,
            ["comment_status"] = detail.CommentStatus,
            ["sticky"] = detail.Sticky,
            ["format"] = detail.Format,
            ["categories"] = Numbers(detail.Categories),
            ["tags"] = Numbers(detail.Tags),
            ["meta"] = new JsonArray(),
        };
    }

    private static JsonObject Both(string text) => new() { ["raw"] = text, ["rendered"] = text };

    private static JsonArray Numbers(long[] ids) => [.. ids.Select(id => (JsonNode)id)];
}
