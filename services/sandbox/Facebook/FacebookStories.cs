using System.Globalization;
using System.Text.Json.Nodes;
using ContentMultiplier.Sandbox.Meta;
using ContentMultiplier.Sandbox.OAuth;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Facebook;

/// <summary>Stories of photos, and the list of all of them. Those of videos come in as <see cref="FacebookVideos"/>.</summary>
internal sealed class FacebookStories(PostStore posts, FacebookPosts pagePosts, OAuthGrants grants, TimeProvider time)
{
    public async Task CreateAsync(HttpContext context)
    {
        var page = MetaRequest.IdOf(context);
        var form = await MetaRequest.ReadAsync(context);
        var token = grants.Find(context, form);
        var photo = form["photo_id"].ToString();
        var error = MetaRequest.FindMistake(context)
            ?? FacebookPeople.FindMistake(token, page, "pages_manage_posts")
            ?? (pagePosts.TakePhoto(photo, page) ? null : MetaError.Invalid("photo_id names no photo that was not shown before"));
        if (error is not null)
        {
            await error.WriteAsync(context);
            return;
        }

        var post = pagePosts.Accept(pagePosts.Next(), token!, time.GetUtcNow(), "", new FacebookDetail("published", Story: photo), form);
        await Answer.NodeAsync(
            context, StatusCodes.Status200OK, new JsonObject { ["success"] = true, ["post_id"] = long.Parse(post.Id, CultureInfo.InvariantCulture) });
    }

    public Task ListAsync(HttpContext context)
    {
        var page = MetaRequest.IdOf(context);
        var error = MetaRequest.FindMistake(context)
            ?? FacebookPeople.FindMistake(grants.Find(context), page, "pages_read_engagement")
            ?? (context.Request.Query["status"].ToString() is "" or "PUBLISHED" ? null : MetaError.Invalid("The sandbox lists stories that are PUBLISHED only"));
        if (error is not null)
        {
            return error.WriteAsync(context);
        }

        var found = posts.Timeline(FacebookPlatform.Name, page, static _ => true, post => FacebookPosts.DetailOf(post)?.Story is not null, 100);
        return Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject { ["data"] = new JsonArray([.. found.Select(Show)]) });
    }

    private static JsonObject Show(Post post) => new()
    {
        ["post_id"] = post.Id,
        ["status"] = "published",
        ["creation_time"] = post.At.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        ["media_type"] = FacebookPosts.DetailOf(post) is { IsVideo: true } ? "video" : "photo",
        ["media_id"] = FacebookPosts.DetailOf(post)!.Story,
        ["url"] = $"https://www.facebook.com/stories/{post.Account}/{post.Id}/",
    };
}
