using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Page;

/// <summary>What was posted, as posts: a column for each platform, threads joined, the newest on top.</summary>
internal static class PostsPage
{
    private const int Shown = 200;
    private const int RefreshSeconds = 5;

    public static void MapPage(this IEndpointRouteBuilder routes)
    {
        var posts = routes.ServiceProvider.GetRequiredService<PostStore>();
        var platforms = routes.ServiceProvider.GetServices<IPlatform>().ToArray();
        routes.MapGet("/", (RequestDelegate)(context => PageLayout.WriteAsync(
            context, StatusCodes.Status200OK, "Posts", Render(platforms, posts), RefreshSeconds)));
    }

    private static string Render(IPlatform[] platforms, PostStore posts)
    {
        var (latest, total) = posts.Latest(Shown);
        var html = new StringBuilder();
        html.Append("<header><h1>Sandbox</h1><p class=\"meta\">Nothing here went out: this stands in for the platforms. ")
            .Append(total.ToString("N0", CultureInfo.InvariantCulture)).Append(total == 1 ? " post" : " posts")
            .Append(total > Shown ? FormattableString.Invariant($", the latest {Shown} are shown") : "")
            .Append(".</p></header><main class=\"columns\">");
        foreach (var platform in platforms)
        {
            RenderColumn(html, platform, latest);
        }

        return html.Append("</main>").ToString();
    }

    private static void RenderColumn(StringBuilder html, IPlatform platform, List<Post> latest)
    {
        html.Append("<section><h2>").Append(HtmlEncoder.Default.Encode(platform.Slug)).Append("</h2>");
        var threads = Join([.. latest.Where(post => post.Platform == platform.Slug)]);
        if (threads.Count == 0)
        {
            html.Append("<p class=\"meta\">No posts yet.</p>");
        }

        foreach (var thread in threads)
        {
            html.Append("<article>");
            thread.ForEach(post => RenderPost(html, post, platform));
            html.Append("</article>");
        }

        html.Append("</section>");
    }

    private static List<List<Post>> Join(Post[] posts)
    {
        var threads = new List<List<Post>>();
        var threadOf = new Dictionary<string, List<Post>>(StringComparer.Ordinal);
        foreach (var post in posts)
        {
            if (post.ReplyTo is null || !threadOf.TryGetValue(post.ReplyTo, out var thread))
            {
                threads.Add(thread = []);
            }

            thread.Add(post);
            threadOf[post.Id] = thread;
        }

        threads.Reverse();
        return threads;
    }

    private static void RenderPost(StringBuilder html, Post post, IPlatform platform)
    {
        var encode = HtmlEncoder.Default;
        html.Append(post.DeletedAt is null ? "<div class=\"post\">" : "<div class=\"post gone\">")
            .Append("<div><strong>").Append(encode.Encode(post.AccountName)).Append("</strong> <span class=\"meta\"><time>")
            .Append(post.At.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)).Append("</time>")
            .Append(post.EditedAt is null ? "" : " · edited").Append(post.DeletedAt is null ? "" : " · deleted")
            .Append("</span></div><p class=\"text\">").Append(encode.Encode(platform.Describe(post)))
            .Append("</p><p class=\"meta\">").Append(encode.Encode(post.Id)).Append("</p></div>");
    }
}
