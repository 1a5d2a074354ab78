using System.Globalization;
using System.Text.Json;
using ContentMultiplier.Sandbox.Metrics;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Twitter;

internal sealed class TweetReading(PostStore posts, TwitterGrants grants, TwitterUsers users, MetricNumbers numbers, TimeProvider time)
{
    private const int MostIds = 100;
    private static readonly TimeSpan OwnersTime = TimeSpan.FromDays(30);
    private static readonly DateTimeOffset UsersSince = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TweetJson tweets = new(posts, numbers);

    public Task MeAsync(HttpContext context)
    {
        if (!TryAuthorize(context, "users.read", out var grant, out var refusal))
        {
            return refusal;
        }

        var fields = context.Request.Query["user.fields"].ToString().Split(',');
        return Answer.JsonAsync(context, StatusCodes.Status200OK, (grant, fields), static (json, me) =>
        {
            json.WriteStartObject();
            json.WriteStartObject("data"u8);
            json.WriteString("id"u8, me.grant.UserId);
            json.WriteString("name"u8, me.grant.Handle);
            json.WriteString("username"u8, me.grant.Handle);
            foreach (var field in me.fields)
            {
                WriteUserField(json, field);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    public Task OneAsync(HttpContext context) => LookUpAsync(context, [(string)context.Request.RouteValues["id"]!], single: true);

    public Task ManyAsync(HttpContext context)
    {
        var ids = context.Request.Query["ids"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        return ids.Length is 0 or > MostIds
            ? TwitterProblem.Invalid("The `ids` query parameter has between 1 and 100 ids", "ids", ids.Length.ToString(CultureInfo.InvariantCulture)).WriteAsync(context)
            : LookUpAsync(context, ids, single: false);
    }

    public Task TimelineAsync(HttpContext context)
    {
        if (!TryAuthorize(context, "tweet.read", out _, out var refusal))
        {
            return refusal;
        }

        if (TweetFields.Read(context.Request.Query, out var problem) is not { } fields
            || TimelineQuery.Read(context.Request.Query, out problem) is not { } query)
        {
            return problem!.WriteAsync(context);
        }

        var userId = (string)context.Request.RouteValues["id"]!;
        if (users.HandleOf(userId) is not { } handle)
        {
            return Answer.JsonAsync(context, StatusCodes.Status200OK, userId, static (json, id) => WriteNotFound(json, "user", "id", id));
        }

        // One more than asked for tells whether there is a next page.
        var found = posts.Timeline(TwitterPlatform.Name, handle, query.IsNotPast, query.Wants, query.MaxResults + 1);
        var page = found.GetRange(0, Math.Min(found.Count, query.MaxResults));
        var next = found.Count > page.Count ? page[^1].Id : null;
        return Answer.JsonAsync(
            context, StatusCodes.Status200OK, (page, next, fields), (json, answer) => WriteTimeline(json, answer.page, answer.next, answer.fields));
    }

    private Task LookUpAsync(HttpContext context, string[] ids, bool single)
    {
        if (!TryAuthorize(context, "tweet.read", out var grant, out var refusal))
        {
            return refusal;
        }

        return TweetFields.Read(context.Request.Query, out var problem) is { } fields
            ? Answer.JsonAsync(context, StatusCodes.Status200OK, (grant, ids, single, fields), (json, asked) =>
                WriteFound(json, asked.grant, asked.ids, asked.single, asked.fields))
            : problem!.WriteAsync(context);
    }

    private void WriteFound(Utf8JsonWriter json, Grant grant, string[] ids, bool single, TweetFields fields)
    {
        var known = ids.Select(id => posts.Find(TwitterPlatform.Name, id)).OfType<Post>().ToArray();
        var found = Array.FindAll(known, post => MaySee(grant, post, fields));
        var hidden = Array.FindAll(known, post => !MaySee(grant, post, fields));
        var missing = ids.Where(id => posts.Find(TwitterPlatform.Name, id) is null).ToArray();
        json.WriteStartObject();
        if (found.Length > 0)
        {
            json.WritePropertyName("data"u8);
            if (single)
            {
                tweets.Write(json, found[0], fields);
            }
            else
            {
                json.WriteStartArray();
                Array.ForEach(found, post => tweets.Write(json, post, fields));
                json.WriteEndArray();
            }
        }

        if (missing.Length + hidden.Length > 0)
        {
            json.WriteStartArray("errors"u8);
            Array.ForEach(hidden, post => TwitterProblem.WriteFieldDenied(json, TweetJson.OwnersMetrics, post.Id));
            Array.ForEach(missing, id => TwitterProblem.WriteNotFound(json, "tweet", single ? "id" : "ids", id));
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>Some numbers are for the author alone, for thirty days; asked for them, X leaves the whole post out.</summary>
    private bool MaySee(Grant grant, Post post, TweetFields fields) =>
        !fields.Has(TweetJson.OwnersMetrics)
        || (string.Equals(post.Account, grant.Handle, StringComparison.OrdinalIgnoreCase)
            && time.GetUtcNow() - post.At < OwnersTime
            && !numbers.IsRefused(TwitterPlatform.Name, TweetJson.OwnersMetrics));

    private void WriteTimeline(Utf8JsonWriter json, List<Post> page, string? next, TweetFields fields)
    {
        json.WriteStartObject();
        if (page.Count > 0)
        {
            json.WriteStartArray("data"u8);
            page.ForEach(post => tweets.Write(json, post, fields));
            json.WriteEndArray();
        }

        json.WriteStartObject("meta"u8);
        json.WriteNumber("result_count"u8, page.Count);
        if (page.Count > 0)
        {
            json.WriteString("newest_id"u8, page[0].Id);
            json.WriteString("oldest_id"u8, page[^1].Id);
        }

        if (next is not null)
        {
            json.WriteString("next_token"u8, TimelineQuery.TokenAfter(next));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteNotFound(Utf8JsonWriter json, string resource, string parameter, string id)
    {
        json.WriteStartObject();
        json.WriteStartArray("errors"u8);
        TwitterProblem.WriteNotFound(json, resource, parameter, id);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteUserField(Utf8JsonWriter json, string field)
    {
        switch (field)
        {
            case "created_at":
                json.WriteString(field, TweetJson.Time(UsersSince));
                break;
            case "profile_image_url":
                json.WriteString(field, "https://abs.twimg.com/sticky/default_profile_images/default_profile_normal.png"u8);
                break;
            case "protected" or "verified":
                json.WriteBoolean(field, false);
                break;
            case "verified_type":
                json.WriteString(field, "none"u8);
                break;
            case "subscription_type":
                json.WriteString(field, "None"u8);
                break;
            default:
                break;
        }
    }

    private bool TryAuthorize(HttpContext context, string scope, out Grant grant, out Task refusal)
    {
        var found = Bearer.Find(context.Request, grants);
        grant = found!;
        refusal = Task.CompletedTask;
        if (found?.Allows(scope) == true)
        {
            return true;
        }

        refusal = (found is null ? TwitterProblem.Unauthorized : TwitterProblem.MissingScope).WriteAsync(context);
        return false;
    }
}
