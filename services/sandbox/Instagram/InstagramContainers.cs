using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ContentMultiplier.Sandbox.Meta;
using ContentMultiplier.Sandbox.OAuth;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Instagram;

internal sealed class InstagramContainer(string id, string user, string kind, string caption, bool isVideo, bool isItem, DateTimeOffset at)
{
    private int looks;

    public string Id => id;

    public string User => user;

    /// <summary>IMAGE, VIDEO, REELS, STORIES or CAROUSEL.</summary>
    public string Kind => kind;

    public string Caption => caption;

    public bool IsItem => isItem;

    public bool IsPublished { get; set; }

    /// <summary>A video is worked on until it was looked at twice; after a day every container is dead.</summary>
    public string Look(DateTimeOffset now)
    {
        Interlocked.Increment(ref looks);
        return StateAt(now);
    }

    public string StateAt(DateTimeOffset now) =>
        IsPublished ? "PUBLISHED" : now > at.AddDays(1) ? "EXPIRED" : isVideo && looks < 2 ? "IN_PROGRESS" : "FINISHED";
}

/// <summary>What is brought up and not published yet, by Instagram's rules.</summary>
internal sealed partial class InstagramContainers(OAuthGrants grants, Snowflakes ids, TimeProvider time)
{
    private const int LongestCaption = 2200;
    private const int LongestAltText = 1000;
    private const int MostHashtags = 30;
    private const int MostMentions = 20;
    private const int FewestItems = 2;
    private const int MostItems = 10;

    private readonly ConcurrentDictionary<string, InstagramContainer> containers = new(StringComparer.Ordinal);

    public InstagramContainer? Find(string? id) => id is null ? null : containers.GetValueOrDefault(id);

    public async Task CreateAsync(HttpContext context)
    {
        var user = MetaRequest.IdOf(context);
        var form = await MetaRequest.ReadAsync(context);
        var error = InstagramPeople.FindMistake(context, grants.Find(context, form), user, "instagram_business_content_publish") ?? FindMistake(form, user);
        if (error is not null)
        {
            await error.WriteAsync(context);
            return;
        }

        var container = new InstagramContainer(
            ids.Next().ToString(CultureInfo.InvariantCulture),
            user,
            KindOf(form),
            form["caption"].ToString(),
            form["video_url"].ToString().Length > 0,
            IsItem(form),
            time.GetUtcNow());
        containers[container.Id] = container;
        await Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject { ["id"] = container.Id });
    }

    public Task ShowAsync(HttpContext context, InstagramContainer container)
    {
        var state = container.Look(time.GetUtcNow());
        return Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject
        {
            ["id"] = container.Id,
            ["status_code"] = state,
            ["status"] = state == "IN_PROGRESS" ? "In Progress: Media is still being processed." : "Finished: Media has been uploaded and it is ready to be published.",
        });
    }

    private MetaError? FindMistake(IFormCollection form, string user)
    {
        var kind = KindOf(form);
        var caption = form["caption"].ToString();
        return caption.Length > LongestCaption || Hashtag().Count(caption) > MostHashtags || Mention().Count(caption) > MostMentions
                ? new MetaError(36004, "The caption is too long", 2207010)
            : form["alt_text"].ToString().Length > LongestAltText ? MetaError.Invalid("alt_text is too long")
            : kind switch
            {
                "CAROUSEL" => FindMistakeInChildren(form, user),
                "IMAGE" => Fetch(form["image_url"].ToString(), ".jpg", ".jpeg"),
                "REELS" => Fetch(form["video_url"].ToString(), ".mp4", ".mov"),
                "STORIES" when form["video_url"].ToString() is { Length: > 0 } video => Fetch(video, ".mp4", ".mov"),
                "STORIES" => Fetch(form["image_url"].ToString(), ".jpg", ".jpeg"),
                "VIDEO" when IsItem(form) => Fetch(form["video_url"].ToString(), ".mp4", ".mov"),
                "VIDEO" => new MetaError(100, "The VIDEO value for media_type is no longer supported. Use the REELS media type to publish a video.", 2207067),
                _ => new MetaError(100, $"Unknown media type {kind}", 2207023),
            };
    }

    private MetaError? FindMistakeInChildren(IFormCollection form, string user)
    {
        var children = form["children"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (children.Length is < FewestItems or > MostItems)
        {
            return new MetaError(100, "A carousel must have between 2 and 10 children", 2207028);
        }

        var found = children.Select(Find).ToArray();
        return found.Any(child => child is not { IsItem: true } || child.User != user) ? MetaError.Invalid("children names a container that is no carousel item")
            : found.Any(child => child!.StateAt(time.GetUtcNow()) != "FINISHED") ? new MetaError(9007, "Media ID is not available", 2207027)
            : null;
    }

    /// <summary>The sandbox fetches nothing; what it can tell from an address, it tells.</summary>
    private static MetaError? Fetch(string address, params string[] endings) =>
        !Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")
            ? new MetaError(9004, "Only photo or video can be accepted as media type.", 2207052) { ForPeople = "The media could not be fetched from this URI" }
        : Path.GetExtension(url.AbsolutePath) is { Length: > 0 } ending && !endings.Contains(ending.ToLowerInvariant())
            ? new MetaError(36001, "The image format is not supported", 2207005)
        : null;

    private static string KindOf(IFormCollection form) =>
        form["media_type"].ToString() is { Length: > 0 } kind ? kind : form["image_url"].ToString().Length > 0 ? "IMAGE" : "nothing";

    private static bool IsItem(IFormCollection form) => form["is_carousel_item"] == "true";

    [GeneratedRegex(@"#[\p{L}\p{N}_]", RegexOptions.None, 1000)]
    private static partial Regex Hashtag();

    [GeneratedRegex(@"@[A-Za-z0-9_.]", RegexOptions.None, 1000)]
    private static partial Regex Mention();
}
