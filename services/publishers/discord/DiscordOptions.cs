using System.Text.Json;

namespace ContentMultiplier.Publishers.Discord;

/// <summary>What a user may ask for beyond text and files. The names are Discord's own where it has one.</summary>
internal sealed record DiscordOptions
{
    public static readonly JsonElement Schema = JsonElement.Parse(
        """
        {
          "type": "object",
          "properties": {
            "username": {"title": "Name shown instead of the webhook's", "description": "A bot goes by its own.", "type": "string", "minLength": 1, "maxLength": 80},
            "avatar_url": {"title": "Picture shown instead of the webhook's", "type": "string", "maxLength": 2048, "pattern": "^https?://"},
            "thread_id": {"title": "Thread or forum post to write into", "type": "string", "pattern": "^[0-9]{17,20}$"},
            "thread_name": {
              "title": "Thread to open",
              "description": "A bot starts it from the message; a webhook opens a post of a forum.",
              "type": "string",
              "minLength": 1,
              "maxLength": 100
            },
            "auto_archive_minutes": {"title": "Quiet minutes until the thread is archived", "description": "Bots only.", "enum": [60, 1440, 4320, 10080]},
            "tts": {"title": "Read aloud", "type": "boolean"},
            "suppress_embeds": {"title": "No previews of links", "type": "boolean"},
            "suppress_notifications": {"title": "Silent", "type": "boolean"},
            "allowed_mentions": {
              "title": "Who is notified",
              "description": "Nobody, unless given.",
              "type": "object",
              "properties": {
                "parse": {"type": "array", "maxItems": 3, "items": {"enum": ["everyone", "roles", "users"]}},
                "roles": {"type": "array", "maxItems": 100, "items": {"type": "string", "pattern": "^[0-9]{17,20}$"}},
                "users": {"type": "array", "maxItems": 100, "items": {"type": "string", "pattern": "^[0-9]{17,20}$"}}
              }
            },
            "embeds": {
              "title": "Cards below the text",
              "type": "array",
              "maxItems": 10,
              "items": {
                "type": "object",
                "properties": {
                  "title": {"type": "string", "maxLength": 256},
                  "description": {"type": "string", "maxLength": 4096},
                  "url": {"type": "string", "maxLength": 2048, "pattern": "^https?://"},
                  "timestamp": {"type": "string", "maxLength": 40},
                  "color": {"type": "integer", "minimum": 0, "maximum": 16777215},
                  "footer": {
                    "type": "object",
                    "required": ["text"],
                    "properties": {"text": {"type": "string", "maxLength": 2048}, "icon_url": {"type": "string", "maxLength": 2048}}
                  },
                  "author": {
                    "type": "object",
                    "required": ["name"],
                    "properties": {
                      "name": {"type": "string", "maxLength": 256},
                      "url": {"type": "string", "maxLength": 2048},
                      "icon_url": {"type": "string", "maxLength": 2048}
                    }
                  },
                  "image": {"type": "object", "required": ["url"], "properties": {"url": {"type": "string", "maxLength": 2048}}},
                  "thumbnail": {"type": "object", "required": ["url"], "properties": {"url": {"type": "string", "maxLength": 2048}}},
                  "fields": {
                    "type": "array",
                    "maxItems": 25,
                    "items": {
                      "type": "object",
                      "required": ["name", "value"],
                      "properties": {
                        "name": {"type": "string", "minLength": 1, "maxLength": 256},
                        "value": {"type": "string", "minLength": 1, "maxLength": 1024},
                        "inline": {"type": "boolean"}
                      }
                    }
                  }
                }
              }
            }
          }
        }
        """);

    public string? Username { get; init; }

    public string? AvatarUrl { get; init; }

    public string? ThreadId { get; init; }

    public string? ThreadName { get; init; }

    public int? AutoArchiveMinutes { get; init; }

    public bool Tts { get; init; }

    public bool SuppressEmbeds { get; init; }

    public bool SuppressNotifications { get; init; }

    public AllowedMentions? AllowedMentions { get; init; }

    /// <summary>Passed on as they are: the schema has looked at them.</summary>
    public JsonElement? Embeds { get; init; }

    /// <summary>What the schema cannot say, because it depends on how the account was connected; all of it at once.</summary>
    public void RefuseWhatDoesNotFit(bool isBot)
    {
        var mistakes = new List<string>();
        if (ThreadId is not null && ThreadName is not null)
        {
            mistakes.Add("options.thread_name: does not go with thread_id; give the thread to open or the one to write into");
        }

        if (AutoArchiveMinutes is not null && (!isBot || ThreadName is null))
        {
            mistakes.Add("options.auto_archive_minutes: only for a thread that a bot opens by thread_name; leave it out");
        }

        if (isBot && Username is not null)
        {
            mistakes.Add("options.username: a bot goes by its own name; leave it out");
        }

        if (isBot && AvatarUrl is not null)
        {
            mistakes.Add("options.avatar_url: a bot has its own picture; leave it out");
        }

        if (mistakes.Count > 0)
        {
            throw new PlatformRefusedException(FailureCategories.InvalidContent, string.Join("; ", mistakes))
            {
                Action = "Change the options, or choose an account that was connected the other way.",
            };
        }
    }
}
