using System.Globalization;
using System.Text.Json;

namespace ContentMultiplier.Publishers.Wordpress;

/// <summary>What a user may ask for beyond title, text, tags and files.</summary>
internal sealed record WordpressOptions
{
    public static readonly JsonElement Schema = JsonElement.Parse(
        """
        {
          "type": "object",
          "properties": {
            "status": {"title": "What becomes of it at the site", "enum": ["publish", "draft", "pending", "private"]},
            "publish_at": {
              "title": "When the site itself shows it",
              "description": "A time in the future, with its offset. Without it, WordPress publishes at once.",
              "type": "string",
              "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,7})?)?(Z|[+-][0-9]{2}:[0-9]{2})$"
            },
            "slug": {"title": "End of the address", "type": "string", "pattern": "^[^\\s/?#%]{1,200}$"},
            "excerpt": {"title": "Summary", "type": "string", "maxLength": 5000},
            "categories": {
              "title": "Categories by their names",
              "description": "Those that the site does not have are made.",
              "type": "array",
              "maxItems": 20,
              "items": {"type": "string", "pattern": "\\S", "maxLength": 200}
            },
            "featured_image": {"title": "The first picture is the featured image", "description": "True, unless given.", "type": "boolean"},
            "comments": {"title": "Readers may comment", "type": "boolean"},
            "sticky": {"title": "Stays on top", "type": "boolean"},
            "format": {"title": "Format", "enum": ["standard", "aside", "chat", "gallery", "link", "image", "quote", "status", "video", "audio"]}
          }
        }
        """);

    public string Status { get; init; } = WordpressStatus.Publish;

    public string? PublishAt { get; init; }

    public string? Slug { get; init; }

    public string? Excerpt { get; init; }

    public IReadOnlyList<string> Categories { get; init; } = [];

    public bool FeaturedImage { get; init; } = true;

    public bool? Comments { get; init; }

    public bool? Sticky { get; init; }

    public string? Format { get; init; }

    /// <summary>What the schema cannot say.</summary>
    public IEnumerable<(string Field, string Message)> Mistakes(string contentType)
    {
        if (PublishAt is not null && Date is null)
        {
            yield return ("options.publish_at", "is no day and time that exists; write it as 2027-01-31T09:00:00Z");
        }

        if (contentType != WordpressSteps.Page)
        {
            yield break;
        }

        var ofPosts = new (string Name, bool Given)[]
        {
            ("categories", Categories.Count > 0), ("sticky", Sticky is not null), ("format", Format is not null),
        };
        foreach (var (name, _) in ofPosts.Where(option => option.Given))
        {
            yield return ($"options.{name}", "a page has none; leave it out, or publish a post");
        }
    }

    public DateTimeOffset? Date =>
        DateTimeOffset.TryParse(PublishAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date.ToUniversalTime() : null;
}

internal static class WordpressStatus
{
    public const string Publish = "publish";
    public const string Draft = "draft";
    public const string Trash = "trash";

    /// <summary>Shows itself at its date.</summary>
    public const string Future = "future";
}
