using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Twitter;

internal sealed record TweetRequest
{
    private static readonly HashSet<string> KnownOthers = new(StringComparer.Ordinal)
    {
        "card_uri", "community_id", "direct_message_deep_link", "edit_options", "for_super_followers_only", "geo", "made_with_ai",
        "nullcast", "paid_partnership", "reply_settings", "share_with_followers",
    };

    public string? Text { get; init; }

    public TweetReply? Reply { get; init; }

    public string? QuoteTweetId { get; init; }

    public TweetMedia? Media { get; init; }

    public JsonElement? Poll { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }

    public string? FindUnknown() => Others?.Keys.FirstOrDefault(name => !KnownOthers.Contains(name));
}

internal sealed record TweetReply(string? InReplyToTweetId);

internal sealed record TweetMedia(string[]? MediaIds);

internal sealed class TweetCreation(
    PostStore posts, TwitterGrants grants, TweetUploads uploads, RecentTexts recent, RateLimits limits, Snowflakes ids, TimeProvider time)
{
    private const int LargestBody = 64 * 1024;

    public async Task CreateAsync(HttpContext context)
    {
        var arrived = time.GetUtcNow();
        if (Bearer.Find(context.Request, grants) is not { } grant)
        {
            await TwitterProblem.Unauthorized.WriteAsync(context);
            return;
        }

        var state = limits.Take(TwitterPlatform.Name, grant.Handle, TwitterLimit.Usual);
        TwitterLimit.Write(context.Response, state);
        if (!state.Allowed)
        {
            await TwitterProblem.TooManyRequests.WriteAsync(context);
            return;
        }

        if (await RequestBody.ReadAsync(context, LargestBody) is not { } body
            || RequestBody.Parse(body, SandboxJson.Default.TweetRequest) is not { } request)
        {
            await TwitterProblem.Invalid("The request body is not a valid JSON object.").WriteAsync(context);
            return;
        }

        await (FindProblem(request, grant, arrived) is { } problem
            ? problem.WriteAsync(context)
            : AcceptAsync(context, request, grant, arrived, body));
    }

    public Task DeleteAsync(HttpContext context)
    {
        if (Bearer.Find(context.Request, grants) is not { } grant)
        {
            return TwitterProblem.Unauthorized.WriteAsync(context);
        }

        if (posts.Find(TwitterPlatform.Name, (string)context.Request.RouteValues["id"]!) is not { } post)
        {
            return TwitterProblem.OfStatus(StatusCodes.Status404NotFound).WriteAsync(context);
        }

        if (!IsHers(post, grant) || !grant.Allows("tweet.write"))
        {
            return new TwitterProblem(StatusCodes.Status403Forbidden, "Forbidden", "You are not authorized to delete this Tweet.").WriteAsync(context);
        }

        posts.Delete(post);
        recent.Remove(post.Account, post.Text, post.ReplyTo);
        return Answer.JsonAsync(context, StatusCodes.Status200OK, true, static (json, deleted) =>
        {
            json.WriteStartObject();
            json.WriteStartObject("data"u8);
            json.WriteBoolean("deleted"u8, deleted);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private static bool IsHers(Post post, Grant grant) => string.Equals(post.Account, grant.Handle, StringComparison.OrdinalIgnoreCase);

    private TwitterProblem? FindProblem(TweetRequest request, Grant grant, DateTimeOffset arrived) => request switch
    {
        _ when !grant.Allows("tweet.write") => TwitterProblem.MissingScope,
        _ when request.FindUnknown() is { } unknown => TwitterProblem.Invalid(
            $"$.{unknown}: is not defined in the schema and the schema does not allow additional properties", unknown, ""),
        { Media: { } media } when !uploads.MayBePosted(media, grant) => TwitterProblem.Invalid("Your media IDs are invalid.", "media.media_ids", string.Join(',', media.MediaIds ?? [])),
        { Media: null } when string.IsNullOrWhiteSpace(request.Text) => TwitterProblem.Invalid("$.text: must be at least 1 characters long", "text", ""),
        { QuoteTweetId: not null } => TwitterProblem.MissingScope,
        _ when TweetText.IsTooLong(request.Text ?? "") => TwitterProblem.MissingScope,
        { Reply: { } reply } when FindReplyProblem(reply, grant) is { } refused => refused,
        { Text: { Length: > 0 } text } when !recent.TryAdd(grant.Handle, text, request.Reply?.InReplyToTweetId, arrived) => TwitterProblem.Duplicate,
        _ => null,
    };

    private TwitterProblem? FindReplyProblem(TweetReply reply, Grant grant)
    {
        if (reply.InReplyToTweetId is not { Length: > 0 and <= 19 } parentId || !parentId.All(char.IsAsciiDigit))
        {
            return TwitterProblem.Invalid("$.reply.in_reply_to_tweet_id: does not match the regex pattern ^[0-9]{1,19}$", "reply.in_reply_to_tweet_id", "");
        }

        if (posts.Find(TwitterPlatform.Name, parentId) is not { } parent)
        {
            return TwitterProblem.ReplyToNothing;
        }

        return IsHers(parent, grant) || parent.Text.Contains($"@{grant.Handle}", StringComparison.OrdinalIgnoreCase)
            ? null
            : TwitterProblem.ReplyNotAllowed;
    }

    private Task AcceptAsync(HttpContext context, TweetRequest request, Grant grant, DateTimeOffset arrived, byte[] body)
    {
        var id = ids.Next().ToString(CultureInfo.InvariantCulture);
        var post = new Post
        {
            Platform = TwitterPlatform.Name,
            Account = grant.Handle,
            AccountName = grant.Handle,
            Id = id,
            Url = $"https://x.com/{grant.Handle}/status/{id}",
            Text = request.Text ?? "",
            ReplyTo = request.Reply?.InReplyToTweetId,
            At = arrived,
            Detail = request.Media is null ? null : JsonSerializer.SerializeToElement(request.Media, SandboxJson.Default.TweetMedia),
            Raw = body.Length <= Post.LongestRaw ? body : Post.Cut(body),
        };
        posts.Accept(post);
        return Answer.JsonAsync(context, StatusCodes.Status201Created, post, WriteCreated);
    }

    private static void WriteCreated(Utf8JsonWriter json, Post post)
    {
        json.WriteStartObject();
        json.WriteStartObject("data"u8);
        json.WriteString("id"u8, post.Id);
        json.WriteString("text"u8, TweetText.Show(post).Text);
        WriteHistory(json, "edit_history_post_ids"u8, post.Id);
        WriteHistory(json, "edit_history_tweet_ids"u8, post.Id);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteHistory(Utf8JsonWriter json, ReadOnlySpan<byte> name, string id)
    {
        json.WriteStartArray(name);
        json.WriteStringValue(id);
        json.WriteEndArray();
    }
}
