using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ContentMultiplier.Sandbox.Meta;
using ContentMultiplier.Sandbox.Metrics;
using ContentMultiplier.Sandbox.OAuth;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Instagram;

/// <param name="Kind">IMAGE, REELS, STORIES or CAROUSEL.</param>
internal sealed record InstagramDetail(string Kind, string Container);

/// <summary>What is published, the lists of it, and how much of the day's quota it took.</summary>
internal sealed class InstagramMedia(
    PostStore posts, OAuthGrants grants, InstagramContainers containers, RateLimits limits, MetricNumbers numbers, Snowflakes ids, TimeProvider time)
{
    private const int Quota = 100;
    private const int QuotaSeconds = 86_400;
    private const string Story = "STORIES";

    private static readonly Dictionary<string, long> OfPosts = new(StringComparer.Ordinal)
    {
        ["views"] = 520, ["reach"] = 310, ["shares"] = 8, ["saved"] = 9, ["total_interactions"] = 43, ["likes"] = 21, ["comments"] = 5,
    };

    private static readonly Dictionary<string, long> OfReels = new(OfPosts)
    {
        ["ig_reels_avg_watch_time"] = 4200, ["ig_reels_video_view_total_time"] = 2_184_000,
    };

    private static readonly Dictionary<string, long> OfStories = new(StringComparer.Ordinal)
    {
        ["views"] = 520, ["reach"] = 310, ["shares"] = 8, ["total_interactions"] = 11, ["replies"] = 3, ["navigation"] = 90, ["follows"] = 2, ["profile_visits"] = 7,
    };

    public async Task PublishAsync(HttpContext context)
    {
        var arrived = time.GetUtcNow();
        var user = MetaRequest.IdOf(context);
        var form = await MetaRequest.ReadAsync(context);
        var token = grants.Find(context, form);
        var container = containers.Find(form["creation_id"].ToString());
        var error = InstagramPeople.FindMistake(context, token, user, "instagram_business_content_publish")
            ?? (container is null || container.User != user || container.IsItem
                ? new MetaError(24, "The media builder with this creation id does not exist", 2207008)
                : null)
            ?? (limits.Take(InstagramPlatform.Name, user, new RateLimit(Quota, QuotaSeconds)).Allowed && UsedBy(user) < Quota
                ? null
                : new MetaError(9, "Application request limit reached", 2207042, StatusCodes.Status403Forbidden))
            ?? FindMistake(container!, arrived);
        if (error is not null)
        {
            await error.WriteAsync(context);
            return;
        }

        container!.IsPublished = true;
        await Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject { ["id"] = Accept(container, token!, arrived, form).Id });
    }

    public Task ListAsync(HttpContext context, bool stories)
    {
        var user = MetaRequest.IdOf(context);
        if (InstagramPeople.FindMistake(context, grants.Find(context), user, "instagram_business_basic") is { } error)
        {
            return error.WriteAsync(context);
        }

        var since = long.TryParse(context.Request.Query["since"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : 0;
        var limit = int.TryParse(context.Request.Query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 25;
        var found = posts.Timeline(
            InstagramPlatform.Name, user, post => post.At.ToUnixTimeSeconds() >= since, post => post.ReplyTo is null && (KindOf(post) == Story) == stories, limit);
        return Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject { ["data"] = new JsonArray([.. found.Select(Show)]) });
    }

    public Task LimitAsync(HttpContext context)
    {
        var user = MetaRequest.IdOf(context);
        return InstagramPeople.FindMistake(context, grants.Find(context), user, "instagram_business_basic") is { } error
            ? error.WriteAsync(context)
            : Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject
            {
                ["data"] = new JsonArray(new JsonObject
                {
                    ["quota_usage"] = UsedBy(user),
                    ["config"] = new JsonObject { ["quota_total"] = Quota, ["quota_duration"] = QuotaSeconds },
                }),
            });
    }

    public Task InsightsAsync(HttpContext context)
    {
        var id = MetaRequest.IdOf(context);
        var token = grants.Find(context);
        var error = MetaRequest.FindMistake(context) ?? (token is null ? MetaError.Unauthorized : null);
        return error is not null ? error.WriteAsync(context)
            : Find(id) is { } post && post.Account == InstagramPeople.IdOf(token!.Account)
                ? MetaInsights.AnswerAsync(context, numbers, post, KindOf(post) switch { "REELS" => OfReels, Story => OfStories, _ => OfPosts })
            : MetaError.NotVisible(id).WriteAsync(context);
    }

    public Post? Find(string id) => posts.Find(InstagramPlatform.Name, id);

    public JsonObject Show(Post post)
    {
        var shown = new JsonObject
        {
            ["id"] = post.Id,
            ["permalink"] = post.Url,
            ["timestamp"] = post.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss+0000", CultureInfo.InvariantCulture),
            ["like_count"] = numbers.Of(InstagramPlatform.Name, post.Id, "like_count", 21),
            ["comments_count"] = numbers.Of(InstagramPlatform.Name, post.Id, "comments_count", 5),
            ["media_product_type"] = KindOf(post) switch { "REELS" => "REELS", Story => "STORY", _ => "FEED" },
            ["media_type"] = KindOf(post) switch { "REELS" => "VIDEO", "CAROUSEL" => "CAROUSEL_ALBUM", _ => "IMAGE" },
        };
        if (post.Text.Length > 0)
        {
            shown["caption"] = post.Text;
        }

        return shown;
    }

    private static MetaError? FindMistake(InstagramContainer container, DateTimeOffset now) => container.StateAt(now) switch
    {
        "FINISHED" => null,
        "IN_PROGRESS" => new MetaError(9007, "The media is not ready for publishing, please wait for a moment", 2207027),
        "EXPIRED" => new MetaError(-2, "The media has expired", 2207020),
        _ => new MetaError(24, "The media builder with this creation id was published already", 2207008),
    };

    private int UsedBy(string user)
    {
        var dayAgo = time.GetUtcNow().AddDays(-1);
        return posts.Timeline(InstagramPlatform.Name, user, post => post.At >= dayAgo, static post => post.ReplyTo is null, Quota).Count;
    }

    private Post Accept(InstagramContainer container, OAuthToken token, DateTimeOffset arrived, IFormCollection form)
    {
        var id = ids.Next().ToString(CultureInfo.InvariantCulture);
        var post = new Post
        {
            Platform = InstagramPlatform.Name,
            Account = container.User,
            AccountName = token.Account,
            Id = id,
            Url = container.Kind switch
            {
                Story => $"https://www.instagram.com/stories/{token.Account}/{id}/",
                "REELS" => $"https://www.instagram.com/reel/C{id}/",
                _ => $"https://www.instagram.com/p/C{id}/",
            },
            Text = container.Caption,
            At = arrived,
            Raw = Post.Cut(Encoding.UTF8.GetBytes(string.Join('&', form.Select(pair => $"{pair.Key}={pair.Value}")))),
            Detail = JsonSerializer.SerializeToElement(new InstagramDetail(container.Kind, container.Id), SandboxJson.Default.InstagramDetail),
        };
        posts.Accept(post);
        return post;
    }

    private static string? KindOf(Post post) => post.Detail?.Deserialize(SandboxJson.Default.InstagramDetail)?.Kind;
}
