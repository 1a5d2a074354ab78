using System.Text.Json;

namespace ContentMultiplier.Publishers.LinkedIn;

/// <summary>What a user may ask for beyond text and files.</summary>
internal sealed record LinkedInOptions
{
    public static readonly JsonElement Schema = JsonElement.Parse(
        """
        {
          "type": "object",
          "properties": {
            "visibility": {
              "title": "Who sees it",
              "description": "Everybody, unless given. CONNECTIONS is for members only.",
              "enum": ["PUBLIC", "CONNECTIONS", "LOGGED_IN"]
            },
            "disable_reshare": {"title": "Nobody can share it further", "type": "boolean"},
            "article_title": {"title": "Title of the link's card", "type": "string", "minLength": 1, "maxLength": 400},
            "article_description": {"title": "Text of the link's card", "type": "string", "maxLength": 4086},
            "thumbnail_url": {
              "title": "Picture of the link's card",
              "description": "LinkedIn does not look at the link itself.",
              "type": "string", "maxLength": 2048, "pattern": "^https?://"
            },
            "document_title": {"title": "Title of a document", "type": "string", "minLength": 1, "maxLength": 400},
            "first_comment": {
              "title": "First comment",
              "description": "Written under the post by its author once the post stands.",
              "type": "string", "minLength": 1, "maxLength": 1250
            }
          }
        }
        """);

    public string Visibility { get; init; } = "PUBLIC";

    public bool DisableReshare { get; init; }

    public string? ArticleTitle { get; init; }

    public string? ArticleDescription { get; init; }

    public string? ThumbnailUrl { get; init; }

    public string? DocumentTitle { get; init; }

    public string? FirstComment { get; init; }
}
