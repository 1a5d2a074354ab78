using System.Text.Json;

namespace ContentMultiplier.Publishers.Instagram;

/// <summary>What a user may ask for beyond caption and files. The names are Instagram's own.</summary>
internal sealed record InstagramOptions
{
    public static readonly JsonElement Schema = JsonElement.Parse(
        """
        {
          "type": "object",
          "properties": {
            "share_to_feed": {"title": "Show a reel in the feed, too", "type": "boolean"},
            "cover_url": {"title": "Cover of a reel", "type": "string", "maxLength": 2048, "pattern": "^https?://"},
            "thumb_offset": {"title": "Cover of a reel: the frame at this millisecond", "type": "integer", "minimum": 0, "maximum": 900000},
            "audio_name": {"title": "Name of a reel's sound", "type": "string", "minLength": 1, "maxLength": 100},
            "location_id": {"title": "Place: the id of its Facebook page", "type": "string", "pattern": "^[0-9]{1,20}$"},
            "collaborators": {
              "title": "Accounts that are asked to appear as authors, too",
              "type": "array", "maxItems": 3,
              "items": {"type": "string", "pattern": "^[A-Za-z0-9._]{1,30}$"}
            },
            "first_comment": {
              "title": "First comment",
              "description": "Written under the post by the account once the post stands.",
              "type": "string", "minLength": 1, "maxLength": 2200
            }
          }
        }
        """);

    public static readonly IReadOnlyList<OptionConflict> Conflicts = [new("first_comment", [], ["story"], "a story has no comments")];

    public bool? ShareToFeed { get; init; }

    public string? CoverUrl { get; init; }

    public int? ThumbOffset { get; init; }

    public string? AudioName { get; init; }

    public string? LocationId { get; init; }

    public IReadOnlyList<string>? Collaborators { get; init; }

    public string? FirstComment { get; init; }
}
