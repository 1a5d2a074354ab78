using System.Globalization;
using System.Text.Json;
using ContentMultiplier.Sandbox.Metrics;
using ContentMultiplier.Sandbox.Posts;
using Microsoft.Extensions.Primitives;

namespace ContentMultiplier.Sandbox.Twitter;

/// <summary>
/// Which fields were asked for. X renamed <c>tweet.fields</c> to <c>post.fields</c> in 2026, and some members with it;
/// both are accepted, and the answer uses the names of the question.
/// </summary>
internal sealed class TweetFields
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "article", "article_title", "attachments", "author_id", "card_uri", "community_id", "context_annotations", "conversation_id", "created_at",
        "display_text_range", "edit_controls", "edit_history_post_ids", "edit_history_tweet_ids", "entities", "geo", "id", "in_reply_to_user_id",
        "lang", "matched_media_notes", "media_metadata", "non_public_metrics", "note_post", "note_request_suggestions", "note_tweet",
        "organic_metrics", "paid_partnership", "possibly_sensitive", "promoted_metrics", "public_metrics", "referenced_posts",
        "referenced_tweets", "reply_settings", "scopes", "source", "suggested_source_links", "suggested_source_links_with_counts", "text",
        "withheld",
    };

    private readonly HashSet<string> asked = new(StringComparer.Ordinal);

    private TweetFields(bool oldNames) => OldNames = oldNames;

    public bool OldNames { get; }

    public static TweetFields? Read(IQueryCollection query, out TwitterProblem? problem)
    {
        var fields = new TweetFields(query.ContainsKey("tweet.fields") && !query.ContainsKey("post.fields"));
        problem = fields.Add("tweet.fields", query["tweet.fields"]) ?? fields.Add("post.fields", query["post.fields"]);
        return problem is null ? fields : null;
    }

    public bool Has(string field) => asked.Contains(field);

    private TwitterProblem? Add(string parameter, StringValues values)
    {
        foreach (var field in values.ToString().Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Known.Contains(field))
            {
                return TwitterProblem.Invalid($"The `{parameter}` query parameter value [{field}] is not one of the known fields", parameter, field);
            }

            asked.Add(field);
        }

        return null;
    }
}

internal sealed class TweetJson(PostStore posts, MetricNumbers numbers)
{
    public const string OwnersMetrics = "non_public_metrics";

    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public void Write(Utf8JsonWriter json, Post post, TweetFields fields)
    {
        var shown = TweetText.Show(post);
        json.WriteStartObject();
        json.WriteString("id"u8, post.Id);
        json.WriteString("text"u8, shown.Text);
        json.WriteStartArray(fields.OldNames ? "edit_history_tweet_ids"u8 : "edit_history_post_ids"u8);
        json.WriteStringValue(post.Id);
        json.WriteEndArray();
        if (fields.Has("author_id"))
        {
            json.WriteString("author_id"u8, TwitterUsers.IdOf(post.Account));
        }

        if (fields.Has("created_at"))
        {
            json.WriteString("created_at"u8, Time(post.At));
        }

        if (fields.Has("conversation_id"))
        {
            json.WriteString("conversation_id"u8, RootOf(post));
        }

        if (fields.Has("lang"))
        {
            json.WriteString("lang"u8, "en"u8);
        }

        WriteReply(json, post, fields);
        WriteLinks(json, shown, fields);
        WriteMetrics(json, post, fields);
        json.WriteEndObject();
    }

    private void WriteReply(Utf8JsonWriter json, Post post, TweetFields fields)
    {
        if (post.ReplyTo is not { } parent)
        {
            return;
        }

        if (fields.Has("in_reply_to_user_id") && posts.Find(TwitterPlatform.Name, parent) is { } answered)
        {
            json.WriteString("in_reply_to_user_id"u8, TwitterUsers.IdOf(answered.Account));
        }

        if (fields.Has("referenced_posts") || fields.Has("referenced_tweets"))
        {
            json.WriteStartArray(fields.OldNames ? "referenced_tweets"u8 : "referenced_posts"u8);
            json.WriteStartObject();
            json.WriteString("type"u8, "replied_to"u8);
            json.WriteString("id"u8, parent);
            json.WriteEndObject();
            json.WriteEndArray();
        }
    }

    private static void WriteLinks(Utf8JsonWriter json, ShownText shown, TweetFields fields)
    {
        if (!fields.Has("entities") || shown.Links.Count == 0)
        {
            return;
        }

        json.WriteStartObject("entities"u8);
        json.WriteStartArray("urls"u8);
        foreach (var link in shown.Links)
        {
            json.WriteStartObject();
            json.WriteNumber("start"u8, link.Start);
            json.WriteNumber("end"u8, link.End);
            json.WriteString("url"u8, link.Short);
            json.WriteString("expanded_url"u8, link.Target);
            json.WriteString("display_url"u8, link.Target[(link.Target.IndexOf("://", StringComparison.Ordinal) + 3)..]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteMetrics(Utf8JsonWriter json, Post post, TweetFields fields)
    {
        if (fields.Has("public_metrics"))
        {
            json.WriteStartObject("public_metrics"u8);
            json.WriteNumber(fields.OldNames ? "retweet_count"u8 : "repost_count"u8, NumberOf(post, "repost_count", 3));
            json.WriteNumber("reply_count"u8, NumberOf(post, "reply_count", 2));
            json.WriteNumber("like_count"u8, NumberOf(post, "like_count", 12));
            json.WriteNumber("quote_count"u8, NumberOf(post, "quote_count", 1));
            json.WriteNumber("bookmark_count"u8, NumberOf(post, "bookmark_count", 4));
            json.WriteNumber("impression_count"u8, NumberOf(post, "impression_count", 340));
            json.WriteEndObject();
        }

        if (fields.Has(OwnersMetrics))
        {
            json.WriteStartObject(OwnersMetrics);
            json.WriteNumber("impression_count"u8, NumberOf(post, "impression_count", 340));
            json.WriteNumber("url_link_clicks"u8, NumberOf(post, "url_link_clicks", 7));
            json.WriteNumber("user_profile_clicks"u8, NumberOf(post, "user_profile_clicks", 5));
            json.WriteNumber("engagements"u8, NumberOf(post, "engagements", 30));
            json.WriteEndObject();
        }
    }

    private long NumberOf(Post post, string name, long usual) => numbers.Of(TwitterPlatform.Name, post.Id, name, usual);

    private string RootOf(Post post)
    {
        while (post.ReplyTo is { } parent)
        {
            if (posts.Find(TwitterPlatform.Name, parent) is not { } above)
            {
                return parent;
            }

            post = above;
        }

        return post.Id;
    }
}
