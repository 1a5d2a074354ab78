using System.Text.Json.Nodes;
using ContentMultiplier.Sandbox.Meta;
using ContentMultiplier.Sandbox.Metrics;
using ContentMultiplier.Sandbox.OAuth;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Facebook;

/// <summary>What stands at a post, and its insights.</summary>
internal sealed class FacebookNumbers(PostStore posts, OAuthGrants grants, MetricNumbers numbers)
{
    private static readonly Dictionary<string, long> Insights = new(StringComparer.Ordinal)
    {
        ["post_media_view"] = 410,
        ["post_total_media_view_unique"] = 260,
        ["post_clicks"] = 19,
        ["post_reactions_by_type_total"] = 14,
        ["post_video_views"] = 0,
    };

    /// <summary>A post of the token's page.</summary>
    public Post? Find(OAuthToken token, string id) =>
        posts.Find(FacebookPlatform.Name, id) is { } post && post.Account == FacebookPeople.PageIdOf(token.Account) ? post : null;

    public JsonObject Show(Post post, string fields)
    {
        var shown = new JsonObject { ["id"] = post.Id };
        if (fields.Contains("shares", StringComparison.Ordinal))
        {
            shown["shares"] = new JsonObject { ["count"] = Of(post, "shares", 6) };
        }

        foreach (var (name, usual) in new[] { ("comments", 4L), ("reactions", 14L) })
        {
            if (fields.Contains($"{name}.limit(0).summary(true)", StringComparison.Ordinal))
            {
                shown[name] = new JsonObject { ["data"] = new JsonArray(), ["summary"] = new JsonObject { ["total_count"] = Of(post, name, usual) } };
            }
        }

        return shown;
    }

    public Task InsightsAsync(HttpContext context)
    {
        var id = MetaRequest.IdOf(context);
        var token = grants.Find(context);
        var error = MetaRequest.FindMistake(context) ?? (token is null ? MetaError.Unauthorized : null);
        return error is not null ? error.WriteAsync(context)
            : Find(token!, id) is { } post ? MetaInsights.AnswerAsync(context, numbers, post, Insights)
            : MetaError.NotVisible(id).WriteAsync(context);
    }

    private long Of(Post post, string name, long usual) => numbers.Of(FacebookPlatform.Name, post.Id, name, usual);
}
