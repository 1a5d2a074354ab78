using System.Text.Json;

namespace ContentMultiplier.Publishers.Twitter;

/// <summary>What a user may ask for beyond the text. The names are X's own.</summary>
internal sealed record TwitterOptions
{
    public static readonly JsonElement Schema = JsonElement.Parse(
        """
        {
          "type": "object",
          "properties": {
            "reply_settings": {
              "title": "Who can reply",
              "description": "Everybody, unless given.",
              "enum": ["following", "mentionedUsers", "subscribers", "verified"]
            },
            "community_id": {"title": "Community", "type": "string", "pattern": "^[0-9]{1,19}$"},
            "share_with_followers": {"title": "Show a community's post to all followers", "type": "boolean"},
            "made_with_ai": {"title": "Made with AI", "type": "boolean"},
            "paid_partnership": {"title": "Paid partnership", "type": "boolean"}
          }
        }
        """);

    public string? ReplySettings { get; init; }

    public string? CommunityId { get; init; }

    public bool? ShareWithFollowers { get; init; }

    public bool? MadeWithAi { get; init; }

    public bool? PaidPartnership { get; init; }
}
