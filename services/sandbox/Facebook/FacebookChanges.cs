using System.Text.Json.Nodes;
using ContentMultiplier.Sandbox.Meta;
using ContentMultiplier.Sandbox.OAuth;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Facebook;

/// <summary>Posts and videos that are deleted, and those that get other words.</summary>
internal sealed class FacebookChanges(PostStore posts, FacebookVideos videos, OAuthGrants grants)
{
    public async Task DeleteAsync(HttpContext context)
    {
        if (await FindAsync(context, grants.Find(context)) is not { } post)
        {
            return;
        }

        posts.Delete(post);
        videos.Forget(post.Id);
        await SuccessAsync(context);
    }

    public async Task EditAsync(HttpContext context)
    {
        var form = await MetaRequest.ReadAsync(context);
        if (await FindAsync(context, grants.Find(context, form)) is not { } post)
        {
            return;
        }

        var field = FacebookPosts.DetailOf(post) is { IsVideo: true } ? "description" : "message";
        var error = FacebookPosts.Text(form, field) switch
        {
            null => MetaError.Invalid($"The parameter {field} is required"),
            { Length: > FacebookPosts.LongestMessage } => MetaError.Invalid("Name parameter too long"),
            _ => null,
        };
        if (error is not null)
        {
            await error.WriteAsync(context);
            return;
        }

        posts.Edit(post, form[field].ToString(), post.Detail);
        await SuccessAsync(context);
    }

    /// <returns>Null once it is answered why not.</returns>
    private async Task<Post?> FindAsync(HttpContext context, OAuthToken? token)
    {
        var id = MetaRequest.IdOf(context);
        var page = token is null ? "" : FacebookPeople.PageIdOf(token.Account);
        var post = posts.Find(FacebookPlatform.Name, id);
        var error = MetaRequest.FindMistake(context)
            ?? FacebookPeople.FindMistake(token, page, "pages_manage_posts")
            ?? (post?.Account == page ? null : MetaError.NotVisible(id));
        if (error is null)
        {
            return post;
        }

        await error.WriteAsync(context);
        return null;
    }

    private static Task SuccessAsync(HttpContext context) =>
        Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject { ["success"] = true });
}
