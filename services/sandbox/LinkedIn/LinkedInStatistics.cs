using System.Text.Json.Nodes;
using ContentMultiplier.Sandbox.Metrics;
using ContentMultiplier.Sandbox.OAuth;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.LinkedIn;

/// <summary>The numbers of an organization's posts. Posts that are not there are left out without a word.</summary>
internal sealed class LinkedInStatistics(PostStore posts, OAuthGrants grants, MetricNumbers numbers, TimeProvider time)
{
    public Task ListAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var organization = query["organizationalEntity"].ToString();
        var token = grants.Find(context.Request);
        var error = LinkedInHeaders.FindMistake(context.Request, time)
            ?? (token is null ? LinkedInError.Unauthorized : null)
            ?? (query["q"] != "organizationalEntity" || organization.Length == 0 ? LinkedInError.Invalid("q=organizationalEntity and organizationalEntity are required") : null)
            ?? (organization == LinkedInPeople.OrganizationOf(token!.Account) && token.Allows("rw_organization_admin")
                ? null
                : LinkedInError.Denied("organizationalEntityShareStatistics.FINDER-organizationalEntity"));
        if (error is not null)
        {
            return error.WriteAsync(context);
        }

        var elements = new[] { (Name: "shares", Member: "share"), (Name: "ugcPosts", Member: "ugcPost") }
            .SelectMany(kind => ListOf(query[kind.Name].ToString()).Select(urn => (kind.Member, Post: posts.Find(LinkedInPlatform.Name, urn))))
            .Where(found => found.Post?.Account == organization)
            .Select(found => Show(found.Post!, found.Member, organization));
        return Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject
        {
            ["elements"] = new JsonArray([.. elements]),
            ["paging"] = new JsonObject { ["start"] = 0, ["count"] = 10, ["links"] = new JsonArray() },
        });
    }

    /// <summary>Rest.li's form of a list: <c>List(a,b)</c>.</summary>
    private static string[] ListOf(string text) =>
        text.StartsWith("List(", StringComparison.Ordinal) && text.EndsWith(')') ? text[5..^1].Split(',', StringSplitOptions.RemoveEmptyEntries) : [];

    private JsonObject Show(Post post, string member, string organization)
    {
        long Of(string name, long usual) => numbers.Of(LinkedInPlatform.Name, post.Id, name, usual);
        return new JsonObject
        {
            [member] = post.Id,
            ["organizationalEntity"] = organization,
            ["totalShareStatistics"] = new JsonObject
            {
                ["impressionCount"] = Of("impressionCount", 730),
                ["uniqueImpressionsCount"] = Of("uniqueImpressionsCount", 480),
                ["clickCount"] = Of("clickCount", 25),
                ["likeCount"] = Of("likeCount", 17),
                ["commentCount"] = Of("commentCount", 3),
                ["shareCount"] = Of("shareCount", 2),
                ["engagement"] = 0.064,
            },
        };
    }
}
