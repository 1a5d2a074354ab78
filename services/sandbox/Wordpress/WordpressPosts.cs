using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ContentMultiplier.Sandbox.Metrics;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Wordpress;

/// <summary>Posts and pages: made, changed, looked up, thrown away.</summary>
internal sealed class WordpressPosts(PostStore posts, WordpressSlugs slugs, WordpressLibrary library, WordpressIds ids, RateLimits limits, MetricNumbers numbers, TimeProvider time)
{
    private const int LargestBody = 4 * 1024 * 1024;
    private const string Trash = "trash";

    /// <summary>A date so near is now.</summary>
    private static readonly TimeSpan Near = TimeSpan.FromMinutes(1);

    public async Task CreateAsync(WordpressCall call, string type)
    {
        var arrived = time.GetUtcNow();
        var id = ids.Next().ToString(CultureInfo.InvariantCulture);
        if (!call.IsSignedIn)
        {
            await WordpressError.CannotCreate.WriteAsync(call.Context);
            return;
        }

        if (!limits.Take(WordpressPlatform.Name, call.Site.Name, WordpressPlatform.Usual).Allowed)
        {
            await WordpressError.TooMany.WriteAsync(call.Context);
            return;
        }

        var (body, raw, error) = await ReadAsync(call.Context);
        if (error is not null)
        {
            await error.WriteAsync(call.Context);
            return;
        }

        var content = WordpressRules.Text(body, "content") ?? "";
        var detail = Change(new WordpressDetail { Type = type }, body, call.Site, arrived);
        if (content.Length == 0 && detail is { Title.Length: 0, Excerpt.Length: 0 })
        {
            await WordpressError.EmptyContent.WriteAsync(call.Context);
            return;
        }

        detail = detail with { Slug = slugs.Take(call.Site, detail.Slug, id) };
        var post = new Post
        {
            Platform = WordpressPlatform.Name,
            Account = call.Site.Name,
            AccountName = call.Site.Name,
            Id = id,
            Url = detail.LinkAt(call.Site, id),
            Text = content,
            At = arrived,
            Raw = Post.Cut(raw),
            Detail = detail.ToElement(),
        };
        posts.Accept(post);
        await Answer.NodeAsync(call.Context, StatusCodes.Status201Created, WordpressPostJson.Of(post, call.Site));
    }

    public async Task ChangeAsync(WordpressCall call, string type, string id)
    {
        var arrived = time.GetUtcNow();
        if (Find(call, type, id) is not { } post)
        {
            await WordpressError.InvalidId.WriteAsync(call.Context);
            return;
        }

        if (!call.IsSignedIn)
        {
            await WordpressError.CannotEdit.WriteAsync(call.Context);
            return;
        }

        var (body, _, error) = await ReadAsync(call.Context);
        if (error is not null)
        {
            await error.WriteAsync(call.Context);
            return;
        }

        var detail = Change(WordpressDetail.Of(post), body, call.Site, arrived);
        detail = detail with { Slug = slugs.Take(call.Site, detail.Slug, id) };
        posts.Edit(post, WordpressRules.Text(body, "content") ?? post.Text, detail.ToElement());
        await Answer.NodeAsync(call.Context, StatusCodes.Status200OK, WordpressPostJson.Of(post, call.Site));
    }

    public Task ShowAsync(WordpressCall call, string type, string id) => Find(call, type, id) is not { } post
        ? WordpressError.InvalidId.WriteAsync(call.Context)
        : call.Parameter("context") == "edit" && !call.IsSignedIn
            ? WordpressError.ForbiddenContext.WriteAsync(call.Context)
            : Answer.NodeAsync(call.Context, StatusCodes.Status200OK, WordpressPostJson.Of(post, call.Site));

    public Task ListAsync(WordpressCall call, string type)
    {
        if (call.Parameter("context") == "edit" && !call.IsSignedIn)
        {
            return WordpressError.ForbiddenContext.WriteAsync(call.Context);
        }

        var status = call.Parameter("status") is { Length: > 0 } asked ? asked : "publish";
        if (status != "publish" && !call.IsSignedIn)
        {
            return WordpressError.InvalidParameters(new Dictionary<string, string> { ["status"] = "Status is forbidden." }).WriteAsync(call.Context);
        }

        bool IsWanted(Post post) => WordpressDetail.Of(post) is var detail
            && detail.Type == type
            && (status == "any" ? detail.Status != Trash : detail.Status == status);
        var found = call.Parameter("slug") is { Length: > 0 } slug
            ? slugs.Find(call.Site, slug) is { } id && posts.Find(WordpressPlatform.Name, id) is { } post && IsWanted(post) ? [post] : []
            : posts.Timeline(WordpressPlatform.Name, call.Site.Name, keepGoing: _ => true, IsWanted, limit: 100);
        return Answer.NodeAsync(call.Context, StatusCodes.Status200OK, new JsonArray([.. found.Select(post => WordpressPostJson.Of(post, call.Site))]));
    }

    /// <summary>Nobody comments in a sandbox: only how many there are is told, in the header of every list.</summary>
    public Task CommentsAsync(WordpressCall call)
    {
        var count = call.Parameter("post") is { Length: > 0 } id ? numbers.Of(WordpressPlatform.Name, id, "comment_count", 6) : 0;
        call.Context.Response.Headers["X-WP-Total"] = count.ToString(CultureInfo.InvariantCulture);
        call.Context.Response.Headers["X-WP-TotalPages"] = count.ToString(CultureInfo.InvariantCulture);
        return Answer.NodeAsync(call.Context, StatusCodes.Status200OK, new JsonArray());
    }

    public Task DeleteAsync(WordpressCall call, string type, string id)
    {
        if (Find(call, type, id) is not { } post)
        {
            return WordpressError.InvalidId.WriteAsync(call.Context);
        }

        if (!call.IsSignedIn)
        {
            return WordpressError.CannotEdit.WriteAsync(call.Context);
        }

        var before = WordpressPostJson.Of(post, call.Site);
        if (call.Parameter("force") is "true" or "1")
        {
            posts.Delete(post);
            return Answer.NodeAsync(call.Context, StatusCodes.Status200OK, new JsonObject { ["deleted"] = true, ["previous"] = before });
        }

        var detail = WordpressDetail.Of(post);
        detail = detail with { Status = Trash, Slug = slugs.Take(call.Site, detail.Slug + "__trashed", id) };
        posts.Edit(post, post.Text, detail.ToElement());
        return Answer.NodeAsync(call.Context, StatusCodes.Status200OK, WordpressPostJson.Of(post, call.Site));
    }

    private Post? Find(WordpressCall call, string type, string id) =>
        posts.Find(WordpressPlatform.Name, id) is { } post && post.Account == call.Site.Name && WordpressDetail.Of(post).Type == type ? post : null;

    private static async Task<(JsonElement Body, byte[] Raw, WordpressError? Error)> ReadAsync(HttpContext context)
    {
        var raw = await RequestBody.ReadAsync(context, LargestBody) ?? [];
        JsonElement body;
        try
        {
            body = JsonElement.Parse(raw.Length == 0 ? "{}"u8 : raw);
        }
        catch (JsonException)
        {
            return (default, raw, WordpressError.InvalidJson);
        }

        if (body.ValueKind != JsonValueKind.Object)
        {
            return (default, raw, WordpressError.InvalidJson);
        }

        var mistakes = WordpressRules.FindMistakes(body);
        return (body, raw, mistakes.Count == 0 ? null : WordpressError.InvalidParameters(mistakes));
    }

    /// <summary>What WordPress makes of a request, with all that it loses without a word: unknown terms and pictures.</summary>
    private WordpressDetail Change(WordpressDetail old, JsonElement body, Site site, DateTimeOffset now)
    {
        var title = WordpressRules.Text(body, "title") ?? old.Title;
        var date = WordpressRules.Date(body) ?? old.Date;
        var status = WordpressRules.Text(body, "status") ?? old.Status;
        var isAhead = date > now + Near;
        status = status switch
        {
            "publish" when isAhead => "future",
            "future" when !isAhead => "publish",
            _ => status,
        };

        var slug = WordpressRules.Text(body, "slug") is { } given ? WordpressDetail.SlugOf(given) : old.Slug;
        if (slug.Length == 0 && status is not ("draft" or "pending"))
        {
            slug = WordpressDetail.SlugOf(title);
        }

        return old with
        {
            Title = title,
            Slug = slug,
            Status = status,
            Date = date,
            Excerpt = WordpressRules.Text(body, "excerpt") ?? old.Excerpt,
            Categories = Terms(body, "categories", site) ?? old.Categories,
            Tags = Terms(body, "tags", site) ?? old.Tags,
            FeaturedMedia = body.TryGetProperty("featured_media", out var media) && library.HasFile(site, media.GetInt64()) ? media.GetInt64() : old.FeaturedMedia,
            Format = WordpressRules.Text(body, "format") ?? old.Format,
            Sticky = body.TryGetProperty("sticky", out var sticky) ? sticky.GetBoolean() : old.Sticky,
            CommentStatus = WordpressRules.Text(body, "comment_status") ?? old.CommentStatus,
        };
    }

    private long[]? Terms(JsonElement body, string taxonomy, Site site) => body.TryGetProperty(taxonomy, out var given)
        ? [.. given.EnumerateArray().Select(id => id.GetInt64()).Where(id => library.HasTerm(site, taxonomy, id))]
        : null;
}
