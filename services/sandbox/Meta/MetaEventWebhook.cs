using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Meta;

/// <summary>
/// Meta's webhooks, when somebody asks for them: with a <c>verify_token</c> the question whether the address is there, else an event of
/// each kind of one post, signed. The same request sends the same events again, as Meta does.
/// </summary>
internal sealed class MetaEventWebhook(PostStore posts, Callbacks callbacks)
{
    private const string Secret = "5a4db0c05a4db0c05a4db0c05a4db0c0";

    public void Map(IEndpointRouteBuilder routes, string platform)
    {
        var path = $"/_sandbox/{platform}/events";
        routes.MapGet(path, (RequestDelegate)(context => Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject { ["app_secret"] = Secret })));
        routes.MapPost(path, (RequestDelegate)(context => ActAsync(context, platform)));
    }

    private async Task ActAsync(HttpContext context, string platform)
    {
        if (await callbacks.ReadAsync(context) is not ({ } request, { } url))
        {
            return;
        }

        if (request.VerifyToken is { } token)
        {
            var challenge = RandomNumberGenerator.GetInt32(1, int.MaxValue).ToString(CultureInfo.InvariantCulture);
            var (asked, echo) = await callbacks.GetAsync(
                new Uri($"{url}?hub.mode=subscribe&hub.challenge={challenge}&hub.verify_token={Uri.EscapeDataString(token)}"), context.RequestAborted);
            await Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject { ["status"] = asked, ["echoed"] = echo == challenge });
            return;
        }

        if (request.Events is not { Length: > 0 } events || posts.Find(platform, request.Id ?? "") is not { } post)
        {
            await Callbacks.RefuseAsync(context);
            return;
        }

        var body = Encoding.UTF8.GetBytes(BodyOf(platform, post, events).ToJsonString());
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body));
        var status = await callbacks.PostAsync(url, body, "application/json", ("X-Hub-Signature-256", "sha256=" + signature), context.RequestAborted);
        await Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject { ["status"] = status });
    }

    private static JsonObject BodyOf(string platform, Post post, string[] events)
    {
        var at = post.At.ToUnixTimeSeconds() + 1;
        var changes = new JsonArray();
        foreach (var name in events)
        {
            changes.Add((JsonNode)(platform == "facebook" ? PageChange(post.Id, name, at) : CommentOn(post.Id, name)));
        }

        return new JsonObject
        {
            ["object"] = platform == "facebook" ? "page" : platform,
            ["entry"] = new JsonArray(new JsonObject { ["id"] = post.Account, ["time"] = at, ["changes"] = changes }),
        };
    }

    /// <param name="name">Such as <c>reaction.add</c>.</param>
    private static JsonObject PageChange(string post, string name, long at)
    {
        var parts = name.Split('.');
        var value = new JsonObject
        {
            ["item"] = parts[0], ["verb"] = parts[^1], ["post_id"] = post, ["created_time"] = at, ["from"] = new JsonObject { ["id"] = "1000", ["name"] = "A reader" },
        };
        if (parts[0] == "comment")
        {
            value["comment_id"] = post + "_1";
        }

        return new JsonObject { ["field"] = "feed", ["value"] = value };
    }

    private static JsonObject CommentOn(string post, string name) => new()
    {
        ["field"] = "comments",
        ["value"] = new JsonObject { ["id"] = $"{post}_{name}", ["text"] = "Fine", ["media"] = new JsonObject { ["id"] = post } },
    };
}
