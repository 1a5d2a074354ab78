using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ContentMultiplier.Sandbox.Meta;
using ContentMultiplier.Sandbox.OAuth;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Facebook;

/// <param name="State">published, scheduled or draft.</param>
/// <param name="Story">The photo or the video that it shows; null for what is no story.</param>
internal sealed record FacebookDetail(
    string State, string? Link = null, string[]? Photos = null, bool IsVideo = false, string? Title = null, string? Story = null);

/// <summary>The posts of pages, and the photos that wait to be shown.</summary>
internal sealed class FacebookPosts(PostStore posts, OAuthGrants grants, RateLimits limits, Snowflakes ids, TimeProvider time)
{
    public const int LongestMessage = 63_206;

    private const long LargestPhoto = 10 * 1024 * 1024;
    private const int MostPhotos = 40;
    private static readonly TimeSpan FurthestPost = TimeSpan.FromDays(75);

    private static readonly string[] PhotoTypes = ["image/jpeg", "image/png", "image/gif", "image/bmp", "image/tiff"];

    private readonly ConcurrentDictionary<string, string> photos = new(StringComparer.Ordinal);

    public async Task CreateAsync(HttpContext context)
    {
        var arrived = time.GetUtcNow();
        var page = MetaRequest.IdOf(context);
        var form = await MetaRequest.ReadAsync(context);
        var token = grants.Find(context, form);
        var attached = AttachedTo(form);
        var state = "";
        var error = MetaRequest.FindMistake(context)
            ?? FacebookPeople.FindMistake(token, page, "pages_manage_posts")
            ?? (limits.Take(FacebookPlatform.Name, page, new RateLimit(4800, 86_400)).Allowed ? null : MetaError.Throttled)
            ?? StateOf(form, FurthestPost, out state)
            ?? FindMistake(form, page, attached, state);
        if (error is not null)
        {
            await error.WriteAsync(context);
            return;
        }

        var detail = new FacebookDetail(state, Text(form, "link"), attached.Length == 0 ? null : [.. attached.OfType<string>()]);
        await AnswerAsync(context, Accept($"{page}_{Next()}", token!, arrived, form["message"].ToString(), detail, form));
    }

    public async Task UploadPhotoAsync(HttpContext context)
    {
        var page = MetaRequest.IdOf(context);
        var form = await MetaRequest.ReadAsync(context);
        var file = form.Files.GetFile("source");
        var error = MetaRequest.FindMistake(context)
            ?? FacebookPeople.FindMistake(grants.Find(context, form), page, "pages_manage_posts")
            ?? (form["published"] != "false" ? MetaError.Invalid("The sandbox takes photos with published=false only")
                : file is null && Text(form, "url") is null ? MetaError.Invalid("(#324) Requires upload file")
                : file is { Length: 0 or > LargestPhoto } || (file is not null && !PhotoTypes.Contains(file.ContentType))
                    ? MetaError.Invalid("Invalid parameter", 1366046) with { ForPeople = "Your photos couldn't be uploaded. Photos should be smaller than 4 MB and saved as JPG, PNG, GIF, TIFF, HEIF or WebP files." }
                    : null);
        if (error is not null)
        {
            await error.WriteAsync(context);
            return;
        }

        var id = Next();
        photos[id] = page;
        await Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject { ["id"] = id });
    }

    /// <summary>For a story, which shows nothing that was shown before.</summary>
    public bool TakePhoto(string photo, string page) => photos.GetValueOrDefault(photo) == page && photos.TryRemove(photo, out _);

    public Task ListAsync(HttpContext context, string state)
    {
        var page = MetaRequest.IdOf(context);
        var error = MetaRequest.FindMistake(context) ?? FacebookPeople.FindMistake(grants.Find(context), page, "pages_read_engagement");
        if (error is not null)
        {
            return error.WriteAsync(context);
        }

        var since = long.TryParse(context.Request.Query["since"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : 0;
        var limit = int.TryParse(context.Request.Query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 25;
        var found = posts.Timeline(
            FacebookPlatform.Name, page, post => post.At.ToUnixTimeSeconds() >= since, post => DetailOf(post) is { IsVideo: false, Story: null } detail && detail.State == state, limit);
        return Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject { ["data"] = new JsonArray([.. found.Select(Show)]) });
    }

    /// <summary>Whether and when it is seen, of a post or of a video.</summary>
    public MetaError? StateOf(IFormCollection form, TimeSpan furthest, out string state)
    {
        state = "published";
        if (form["published"] != "false")
        {
            return Text(form, "scheduled_publish_time") is null ? null : MetaError.Invalid("Scheduled posts need published=false");
        }

        if (Text(form, "scheduled_publish_time") is not { } text)
        {
            state = "draft";
            return form["unpublished_content_type"].ToString() is "" or "DRAFT" ? null : MetaError.Invalid("Invalid parameter: unpublished_content_type");
        }

        state = "scheduled";
        var now = time.GetUtcNow();
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var unix) && DateTimeOffset.FromUnixTimeSeconds(unix) is var at
            && at >= now.AddMinutes(9) && at <= now + furthest
                ? null
                : MetaError.Invalid("The specified scheduled publish time is invalid.", 1363032);
    }

    public Post Accept(string id, OAuthToken token, DateTimeOffset arrived, string text, FacebookDetail detail, IFormCollection form)
    {
        var post = new Post
        {
            Platform = FacebookPlatform.Name,
            Account = FacebookPeople.PageIdOf(token.Account),
            AccountName = token.Account,
            Id = id,
            Url = "https://www.facebook.com/" + id,
            Text = text,
            At = arrived,
            Raw = Post.Cut(Encoding.UTF8.GetBytes(string.Join('&', form.Select(pair => $"{pair.Key}={pair.Value}")))),
            Detail = JsonSerializer.SerializeToElement(detail, SandboxJson.Default.FacebookDetail),
        };
        posts.Accept(post);
        return post;
    }

    public string Next() => ids.Next().ToString(CultureInfo.InvariantCulture);

    public static string? Text(IFormCollection form, string name) => form[name].ToString() is { Length: > 0 } text ? text : null;

    private MetaError? FindMistake(IFormCollection form, string page, string?[] attached, string state)
    {
        var message = form["message"].ToString();
        if (message.Length == 0 && Text(form, "link") is null && attached.Length == 0)
        {
            return MetaError.Invalid("One of message, link or attached_media is required", 1349125);
        }

        if (message.Length > LongestMessage)
        {
            return MetaError.Invalid("Name parameter too long");
        }

        if (Text(form, "link") is { } link && (attached.Length > 0 || !Uri.TryCreate(link, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")))
        {
            return new MetaError(1609005, "(#1609005) The link could not be scraped, or goes with photos");
        }

        if (attached.Length > MostPhotos || attached.Any(photo => photo is null || photos.GetValueOrDefault(photo) != page))
        {
            return MetaError.Invalid("attached_media names a photo that is not there");
        }

        var last = posts.Timeline(FacebookPlatform.Name, page, static _ => true, post => DetailOf(post) is { Story: null }, 1).FirstOrDefault();
        return state == "published" && attached.Length == 0 && last is not null && DetailOf(last) is { State: "published", Photos: null, IsVideo: false } && last.Text == message
            ? new MetaError(506, "(#506) Duplicate status message", 1455006)
            : null;
    }

    /// <summary>Null stands for one that cannot be read.</summary>
    private static string?[] AttachedTo(IFormCollection form) =>
    [
        .. form.Where(pair => pair.Key.StartsWith("attached_media[", StringComparison.Ordinal)).Select(pair =>
        {
            try
            {
                return JsonNode.Parse(pair.Value.ToString())?["media_fbid"]?.ToString();
            }
            catch (JsonException)
            {
                return null;
            }
        }),
    ];

    private static Task AnswerAsync(HttpContext context, Post post) => Answer.NodeAsync(
        context,
        StatusCodes.Status200OK,
        context.Request.Query["fields"].ToString().Contains("permalink_url", StringComparison.Ordinal)
            ? new JsonObject { ["id"] = post.Id, ["permalink_url"] = post.Url }
            : new JsonObject { ["id"] = post.Id });

    private static JsonObject Show(Post post)
    {
        var shown = new JsonObject
        {
            ["id"] = post.Id,
            ["created_time"] = post.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss+0000", CultureInfo.InvariantCulture),
            ["permalink_url"] = post.Url,
        };
        if (post.Text.Length > 0)
        {
            shown["message"] = post.Text;
        }

        if (DetailOf(post) is { Photos: { } photos })
        {
            var targets = new JsonArray([.. photos.Select(photo => new JsonObject { ["target"] = new JsonObject { ["id"] = photo } })]);
            shown["attachments"] = new JsonObject
            {
                ["data"] = photos.Length == 1
                    ? targets
                    : new JsonArray(new JsonObject { ["target"] = new JsonObject { ["id"] = post.Id }, ["subattachments"] = new JsonObject { ["data"] = targets } }),
            };
        }

        return shown;
    }

    public static FacebookDetail? DetailOf(Post post) => post.Detail?.Deserialize(SandboxJson.Default.FacebookDetail);
}
