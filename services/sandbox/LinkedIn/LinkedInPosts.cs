using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ContentMultiplier.Sandbox.OAuth;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.LinkedIn;

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record LinkedInPostBody
{
    [JsonPropertyName("author")]
    public string? Author { get; init; }

    [JsonPropertyName("commentary")]
    public string? Commentary { get; init; }

    [JsonPropertyName("visibility")]
    public string? Visibility { get; init; }

    [JsonPropertyName("distribution")]
    public JsonElement? Distribution { get; init; }

    [JsonPropertyName("lifecycleState")]
    public string? LifecycleState { get; init; }

    [JsonPropertyName("isReshareDisabledByAuthor")]
    public bool IsReshareDisabledByAuthor { get; init; }

    [JsonPropertyName("content")]
    public LinkedInContent? Content { get; init; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record LinkedInContent
{
    [JsonPropertyName("media")]
    public LinkedInMedia? Media { get; init; }

    [JsonPropertyName("multiImage")]
    public LinkedInImages? MultiImage { get; init; }

    [JsonPropertyName("article")]
    public LinkedInArticle? Article { get; init; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record LinkedInMedia(
    [property: JsonPropertyName("id")] string? Id,
    [property: JsonPropertyName("altText")] string? AltText,
    [property: JsonPropertyName("title")] string? Title);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record LinkedInImages([property: JsonPropertyName("images")] LinkedInMedia[]? Images);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record LinkedInArticle(
    [property: JsonPropertyName("source")] string? Source,
    [property: JsonPropertyName("title")] string? Title,
    [property: JsonPropertyName("description")] string? Description,
    [property: JsonPropertyName("thumbnail")] string? Thumbnail);

/// <summary>Posts are made, read back by their author, and deleted.</summary>
internal sealed class LinkedInPosts(PostStore posts, OAuthGrants grants, LinkedInAssets assets, RateLimits limits, Snowflakes ids, TimeProvider time)
{
    private const int LargestBody = 256 * 1024;
    private static readonly TimeSpan DuplicatesFor = TimeSpan.FromMinutes(10);

    private readonly LinkedInRules rules = new(assets);

    public async Task CreateAsync(HttpContext context)
    {
        var arrived = time.GetUtcNow();
        if (Authorize(context, out var token) is { } refused)
        {
            await refused.WriteAsync(context);
            return;
        }

        if (!limits.Take(LinkedInPlatform.Name, token.Account, new RateLimit(150, 86_400)).Allowed)
        {
            await LinkedInError.TooManyRequests.WriteAsync(context);
            return;
        }

        var body = await RequestBody.ReadAsync(context, LargestBody);
        var post = body is null ? null : RequestBody.Parse(body, SandboxJson.Default.LinkedInPostBody);
        if ((post is null ? LinkedInError.Invalid("The request body has members that are not permitted, or is no JSON") : rules.FindMistake(post, token)) is { } error)
        {
            await error.WriteAsync(context);
        }
        else if (FindDuplicate(post!, arrived) is { } original)
        {
            await LinkedInError.WriteDuplicateAsync(context, original.Id);
        }
        else
        {
            Accept(context, post!, token, arrived, body!);
        }
    }

    public Task ListAsync(HttpContext context)
    {
        if (Authorize(context, out var token) is { } refused)
        {
            return refused.WriteAsync(context);
        }

        var query = context.Request.Query;
        var author = query["author"].ToString();
        if (query["q"] != "author" || context.Request.Headers["X-RestLi-Method"] != "FINDER" || author.Length == 0)
        {
            return LinkedInError.Invalid("q=author, author and the header X-RestLi-Method: FINDER are required").WriteAsync(context);
        }

        if (!LinkedInPeople.MayActFor(token, author, toRead: true))
        {
            return LinkedInError.Denied("posts.FINDER-author").WriteAsync(context);
        }

        var start = Number(query, "start", 0);
        var count = Math.Min(Number(query, "count", 10), 100);
        var found = posts.Timeline(LinkedInPlatform.Name, author, static _ => true, static post => post.ReplyTo is null, start + count);
        return Answer.JsonAsync(context, StatusCodes.Status200OK, (found.Skip(start), start, count), static (json, page) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("elements"u8);
            foreach (var post in page.Item1)
            {
                Write(json, post);
            }

            json.WriteEndArray();
            json.WriteStartObject("paging"u8);
            json.WriteNumber("start"u8, page.start);
            json.WriteNumber("count"u8, page.count);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    public Task DeleteAsync(HttpContext context)
    {
        if (Authorize(context, out var token) is { } refused)
        {
            return refused.WriteAsync(context);
        }

        var urn = Uri.UnescapeDataString((string)context.Request.RouteValues["urn"]!);
        if (posts.Find(LinkedInPlatform.Name, urn) is not { } post)
        {
            return LinkedInError.NotFound(urn).WriteAsync(context);
        }

        if (!LinkedInPeople.MayActFor(token, post.Account, toRead: false))
        {
            return LinkedInError.Denied("posts.DELETE").WriteAsync(context);
        }

        posts.Delete(post);
        return Answer.NoContentAsync(context);
    }

    private LinkedInError? Authorize(HttpContext context, out OAuthToken token)
    {
        var found = grants.Find(context.Request);
        token = found!;
        return LinkedInHeaders.FindMistake(context.Request, time) ?? (found is null ? LinkedInError.Unauthorized : null);
    }

    private Post? FindDuplicate(LinkedInPostBody post, DateTimeOffset arrived) => posts.Timeline(
        LinkedInPlatform.Name,
        post.Author!,
        known => known.At >= arrived - DuplicatesFor,
        known => DetailOf(known) is { } detail && detail.Commentary == post.Commentary
            && JsonSerializer.Serialize(detail.Content, SandboxJson.Default.LinkedInContent) == JsonSerializer.Serialize(post.Content, SandboxJson.Default.LinkedInContent),
        limit: 1).FirstOrDefault();

    private void Accept(HttpContext context, LinkedInPostBody post, OAuthToken token, DateTimeOffset arrived, byte[] body)
    {
        var urn = "urn:li:share:" + ids.Next().ToString(CultureInfo.InvariantCulture);
        posts.Accept(new Post
        {
            Platform = LinkedInPlatform.Name,
            Account = post.Author!,
            AccountName = token.Account,
            Id = urn,
            Url = $"https://www.linkedin.com/feed/update/{urn}/",
            Text = LittleText.Show(post.Commentary!),
            At = arrived,
            Raw = Post.Cut(body),
            Detail = JsonSerializer.SerializeToElement(post, SandboxJson.Default.LinkedInPostBody),
        });
        context.Response.Headers["x-restli-id"] = urn;
        context.Response.Headers.Location = "/rest/posts/" + Uri.EscapeDataString(urn);
        context.Response.StatusCode = StatusCodes.Status201Created;
    }

    private static void Write(Utf8JsonWriter json, Post post)
    {
        var at = post.At.ToUnixTimeMilliseconds();
        json.WriteStartObject();
        json.WriteString("id"u8, post.Id);
        json.WriteString("author"u8, post.Account);
        json.WriteNumber("createdAt"u8, at);
        json.WriteNumber("publishedAt"u8, at);
        json.WriteString("lifecycleState"u8, "PUBLISHED"u8);
        if (DetailOf(post) is { } detail)
        {
            json.WriteString("commentary"u8, detail.Commentary);
            json.WriteString("visibility"u8, detail.Visibility);
            if (detail.Content is { } content)
            {
                json.WritePropertyName("content"u8);
                JsonSerializer.Serialize(json, content, SandboxJson.Default.LinkedInContent);
            }
        }

        json.WriteEndObject();
    }

    private static LinkedInPostBody? DetailOf(Post post) => post.Detail?.Deserialize(SandboxJson.Default.LinkedInPostBody);

    private static int Number(IQueryCollection query, string name, int usual) =>
        int.TryParse(query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : usual;
}
