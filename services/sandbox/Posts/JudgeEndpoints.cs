using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ContentMultiplier.Sandbox.Posts;

/// <summary>What was accepted, for tests to count and for people to look at.</summary>
internal static class JudgeEndpoints
{
    private const int UsualLimit = 100;
    private const int LargestLimit = 10_000;

    public static void MapJudge(this IEndpointRouteBuilder routes)
    {
        var posts = routes.ServiceProvider.GetRequiredService<PostStore>();
        routes.MapGet("/_sandbox/posts", (RequestDelegate)(context => ListAsync(context, posts)));
        routes.MapGet("/_sandbox/posts/count", (RequestDelegate)(context => CountAsync(context, posts)));
        routes.MapDelete("/_sandbox/posts", (RequestDelegate)(context =>
        {
            posts.Clear();
            return Answer.NoContentAsync(context);
        }));
    }

    private static Task ListAsync(HttpContext context, PostStore posts)
    {
        if (!TryReadFilter(context.Request.Query, out var filter)
            || !TryReadNumber(context.Request.Query, "offset", 0, out var offset)
            || !TryReadNumber(context.Request.Query, "limit", UsualLimit, out var limit))
        {
            return RefuseAsync(context);
        }

        return Answer.JsonAsync(
            context, StatusCodes.Status200OK, posts.Query(filter, offset, Math.Min(limit, LargestLimit)), WritePage);
    }

    private static Task CountAsync(HttpContext context, PostStore posts) =>
        TryReadFilter(context.Request.Query, out var filter)
            ? Answer.JsonAsync(context, StatusCodes.Status200OK, posts.Query(filter, 0, 0).Total, static (json, count) =>
            {
                json.WriteStartObject();
                json.WriteNumber("count"u8, count);
                json.WriteEndObject();
            })
            : RefuseAsync(context);

    private static Task RefuseAsync(HttpContext context) => Answer.ErrorAsync(
        context, StatusCodes.Status400BadRequest, "since is unix milliseconds or an ISO 8601 time; limit and offset are numbers.");

    private static void WritePage(Utf8JsonWriter json, PostPage page)
    {
        json.WriteStartObject();
        json.WriteStartArray("items"u8);
        foreach (var post in page.Items)
        {
            Write(json, post);
        }

        json.WriteEndArray();
        json.WriteNumber("total"u8, page.Total);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Post post)
    {
        json.WriteStartObject();
        json.WriteString("platform"u8, post.Platform);
        json.WriteString("account"u8, post.Account);
        json.WriteString("account_name"u8, post.AccountName);
        json.WriteString("id"u8, post.Id);
        json.WriteString("url"u8, post.Url);
        json.WriteString("text"u8, post.Text);
        json.WriteString("reply_to"u8, post.ReplyTo);
        json.WriteString("received_at"u8, post.At);
        json.WriteNumber("arrived_unix_ms"u8, (post.At - DateTimeOffset.UnixEpoch).TotalMilliseconds);
        json.WriteString("raw"u8, Encoding.UTF8.GetString(post.Raw));
        if (post.EditedAt is { } edited)
        {
            json.WriteString("edited_at"u8, edited);
        }

        if (post.DeletedAt is { } deleted)
        {
            json.WriteString("deleted_at"u8, deleted);
        }

        json.WriteEndObject();
    }

    private static bool TryReadFilter(IQueryCollection query, out PostFilter filter)
    {
        DateTimeOffset? since = null;
        var readable = true;
        if (query["since"].ToString() is { Length: > 0 } text)
        {
            readable = TryReadTime(text, out var time);
            since = time;
        }

        filter = new PostFilter(NullIfEmpty(query["platform"]), NullIfEmpty(query["account"]), since);
        return readable;
    }

    private static bool TryReadTime(string text, out DateTimeOffset time)
    {
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds < 1e14)
        {
            time = DateTimeOffset.UnixEpoch.AddMilliseconds(milliseconds);
            return true;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
    }

    private static bool TryReadNumber(IQueryCollection query, string name, int usual, out int number)
    {
        number = usual;
        return query[name].ToString() is not { Length: > 0 } text
            || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
