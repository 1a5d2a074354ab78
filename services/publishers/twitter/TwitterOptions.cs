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
            "quote_post_id": {
              "title": "Post to quote: its id or its address",
              "description": "X lets only some applications quote. Not together with files.",
              "type": "string",
              "pattern": "^(https://(www[.]|mobile[.])?(x|twitter)[.]com/[A-Za-z0-9_/]{1,60}/status/)?[0-9]{1,19}([?#].{0,200})?$"
            },
            "reply_to_post_id": {
              "title": "Post to answer: its id or its address",
              "description": "X takes it where the account is the author, or is mentioned or quoted.",
              "type": "string",
              "pattern": "^(https://(www[.]|mobile[.])?(x|twitter)[.]com/[A-Za-z0-9_/]{1,60}/status/)?[0-9]{1,19}([?#].{0,200})?$"
            },
            "community_id": {"title": "Community", "type": "string", "pattern": "^[0-9]{1,19}$"},
            "share_with_followers": {"title": "Show a community's post to all followers", "type": "boolean"},
            "made_with_ai": {"title": "Made with AI", "type": "boolean"},
            "paid_partnership": {"title": "Paid partnership", "type": "boolean"}
          }
        }
        """);

    public string? ReplySettings { get; init; }

    public string? QuotePostId { get; init; }

    public string? ReplyToPostId { get; init; }

    public string? CommunityId { get; init; }

    public bool? ShareWithFollowers { get; init; }

    public bool? MadeWithAi { get; init; }

    public bool? PaidPartnership { get; init; }

    /// <summary>The id at the end of an address, or the id that it is already.</summary>
    public static string? IdOf(string? post) => post?.Split('?', '#')[0].Split('/')[^1];
}
