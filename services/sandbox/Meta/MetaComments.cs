using System.Globalization;
using System.Text.Json.Nodes;
using ContentMultiplier.Sandbox.OAuth;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Meta;

/// <summary>Comments under posts, by whoever the posts are of. They are kept as posts that answer one.</summary>
/// <param name="platform">The slug.</param>
/// <param name="textName">What the platform calls the text of a comment that is read.</param>
/// <param name="mistakeOf">What is wrong with a token that is to write for the account, or to read for it.</param>
/// <param name="author">Whose it is, as the platform shows that.</param>
internal sealed class MetaComments(
    string platform,
    string textName,
    int longest,
    PostStore posts,
    OAuthGrants grants,
    Snowflakes ids,
    TimeProvider time,
    Func<HttpContext, OAuthToken?, string, MetaError?> mistakeOf,
    Func<Post, (string Name, JsonNode Value)> author)
{
    public async Task CreateAsync(HttpContext context)
    {
        var form = await MetaRequest.ReadAsync(context);
        var token = grants.Find(context, form);
        var message = form["message"].ToString();
        var (post, error) = Find(context, token);
        error ??= message.Length switch
        {
            0 => MetaError.Invalid("The parameter message is required"),
            _ when message.Length > longest => MetaError.Invalid("Param message is too long"),
            _ => null,
        };
        if (error is not null)
        {
            await error.WriteAsync(context);
            return;
        }

        var id = ids.Next().ToString(CultureInfo.InvariantCulture);
        posts.Accept(new Post
        {
            Platform = platform, Account = post!.Account, AccountName = post.AccountName, Id = id, Url = post.Url, Text = message, ReplyTo = post.Id, At = time.GetUtcNow(),
        });
        await Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject { ["id"] = id });
    }

    public Task ListAsync(HttpContext context)
    {
        var (post, error) = Find(context, grants.Find(context));
        if (error is not null)
        {
            return error.WriteAsync(context);
        }

        var found = posts.Timeline(platform, post!.Account, static _ => true, known => known.ReplyTo == post.Id, 100);
        found.Reverse();
        return Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject { ["data"] = new JsonArray([.. found.Select(Show)]) });
    }

    private (Post? Post, MetaError? Error) Find(HttpContext context, OAuthToken? token)
    {
        var id = MetaRequest.IdOf(context);
        return MetaRequest.FindMistake(context) is { } mistake ? (null, mistake)
            : token is null ? (null, MetaError.Unauthorized)
            : posts.Find(platform, id) is { } post ? (post, mistakeOf(context, token, post.Account))
            : (null, MetaError.NotVisible(id));
    }

    private JsonObject Show(Post comment)
    {
        var (name, value) = author(comment);
        return new JsonObject { ["id"] = comment.Id, [textName] = comment.Text, [name] = value };
    }
}
