using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ContentMultiplier.Sandbox.OAuth;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.LinkedIn;

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record LinkedInComment(
    [property: JsonPropertyName("actor")] string? Actor,
    [property: JsonPropertyName("object")] string? Object,
    [property: JsonPropertyName("message")] LinkedInCommentText? Message);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record LinkedInCommentText([property: JsonPropertyName("text")] string? Text);

/// <summary>Comments under posts. They are kept as posts that answer one; those of a member cannot be read.</summary>
internal sealed class LinkedInComments(PostStore posts, OAuthGrants grants, Snowflakes ids, TimeProvider time)
{
    private const int LargestBody = 64 * 1024;
    private const int Longest = 1250;

    public async Task CreateAsync(HttpContext context)
    {
        var (post, token, error) = Find(context);
        var body = await RequestBody.ReadAsync(context, LargestBody);
        var comment = body is null ? null : RequestBody.Parse(body, SandboxJson.Default.LinkedInComment);
        error ??= comment is not { Actor: { } actor, Message.Text: { Length: > 0 } text } ? LinkedInError.Invalid("actor and message.text are required")
            : comment.Object != post!.Id ? LinkedInError.Invalid("object is not the entity of the path")
            : text.Length > Longest ? LinkedInError.Invalid("message is too long", "FIELD_LENGTH_TOO_LONG")
            : !LinkedInPeople.MayActFor(token!, actor, toRead: false) ? LinkedInError.Denied("socialActions.comments.CREATE")
            : null;
        if (error is not null)
        {
            await error.WriteAsync(context);
            return;
        }

        var id = ids.Next().ToString(CultureInfo.InvariantCulture);
        posts.Accept(new Post
        {
            Platform = LinkedInPlatform.Name,
            Account = comment!.Actor!,
            AccountName = token!.Account,
            Id = id,
            Url = post!.Url,
            Text = comment.Message!.Text!,
            ReplyTo = post.Id,
            At = time.GetUtcNow(),
        });
        context.Response.Headers["x-restli-id"] = id;
        await Answer.NodeAsync(context, StatusCodes.Status201Created, Show(posts.Find(LinkedInPlatform.Name, id)!));
    }

    public Task ListAsync(HttpContext context)
    {
        var (post, token, error) = Find(context);
        error ??= LinkedInPeople.MayActFor(token!, post!.Account, toRead: true) ? null : LinkedInError.Denied("socialActions.comments.GET_ALL");
        if (error is not null)
        {
            return error.WriteAsync(context);
        }

        var found = posts.Timeline(LinkedInPlatform.Name, post!.Account, static _ => true, known => known.ReplyTo == post.Id, 100);
        return Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject { ["elements"] = new JsonArray([.. found.Select(Show)]) });
    }

    private (Post? Post, OAuthToken? Token, LinkedInError? Error) Find(HttpContext context)
    {
        var token = grants.Find(context.Request);
        var urn = Uri.UnescapeDataString((string)context.Request.RouteValues["urn"]!);
        var post = posts.Find(LinkedInPlatform.Name, urn);
        return (post, token, LinkedInHeaders.FindMistake(context.Request, time)
            ?? (token is null ? LinkedInError.Unauthorized : post is null ? LinkedInError.NotFound(urn) : null));
    }

    private static JsonObject Show(Post comment) => new()
    {
        ["id"] = comment.Id, ["actor"] = comment.Account, ["object"] = comment.ReplyTo, ["message"] = new JsonObject { ["text"] = comment.Text },
    };
}
