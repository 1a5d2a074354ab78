using System.Text.Json;
using ContentMultiplier.Content;

namespace ContentMultiplier.Publishers.Facebook;

/// <summary>A post of a page. Photos and videos are there, unseen, before the one call that shows them.</summary>
internal sealed class FacebookPublisher(FacebookClient facebook, FacebookVideos videos, TimeProvider time) : IPublisher
{
    /// <summary>The content type.</summary>
    public const string Story = "story";

    private const string Reels = "video_reels";
    private const string Stories = "video_stories";
    public const string Step = "post";
    public const string VideoStep = "video";
    public const string ReelStep = "reel";
    public const string StoryVideoStep = "story-video";
    public const string StoryStep = "story";
    public const string CommentStep = "comment";
    private const string PhotoPrefix = "photo-";

    private static readonly TimeSpan FurthestPost = TimeSpan.FromDays(75);
    private static readonly TimeSpan FurthestVideo = TimeSpan.FromDays(180);
    private static readonly TimeSpan FurthestReel = TimeSpan.FromDays(29);

    public static bool IsPhoto(string step) => step.StartsWith(PhotoPrefix, StringComparison.Ordinal);

    public async Task<PublishedPost> PublishAsync(PublishContext context, CancellationToken cancellationToken)
    {
        var options = context.OptionsAs<FacebookOptions>();
        var kinds = await KindsAsync(context, cancellationToken);
        if (context.ContentType == Story)
        {
            return await PublishStoryAsync(context, kinds[0], cancellationToken);
        }

        var post = context.ContentType == "reel" ? await PublishReelAsync(context, options, cancellationToken)
            : kinds.Contains(Kind.Video) ? await PublishVideoAsync(context, options, cancellationToken)
            : await PublishPostAsync(context, options, cancellationToken);
        return options.FirstComment is { } comment ? post with { Note = await CommentAsync(context, post, comment, cancellationToken) } : post;
    }

    private Task<string?> CommentAsync(PublishContext context, PublishedPost post, string comment, CancellationToken cancellationToken) => context.AddAsync(
        post,
        CommentStep,
        "The first comment",
        ct => facebook.CommentAsync(post.ExternalId, comment, context.Credential, ct),
        cancellationToken,
        Fingerprint.Of(comment),
        created => created.Id);

    /// <summary>One file, without a word.</summary>
    private async Task<PublishedPost> PublishStoryAsync(PublishContext context, Kind kind, CancellationToken cancellationToken)
    {
        var page = PageOf(context);
        string media;
        CreatedPost story;
        if (kind == Kind.Video)
        {
            var video = await BringUpAsync(context, page, StoryVideoStep, Stories, cancellationToken);
            media = video.Id;
            var form = new Dictionary<string, string> { ["upload_phase"] = "finish", ["video_id"] = media };
            story = await ShowAsync(context, media, ct => facebook.FinishUploadAsync(page, Stories, form, context.Credential, ct), cancellationToken);
            RequireProcessed(await WaitAsync(context, media, cancellationToken));
        }
        else
        {
            media = (await UploadPhotoAsync(context, page, 0, new() { Kind = Visibility.Published }, cancellationToken)).Id;
            story = await ShowAsync(context, media, ct => facebook.CreatePhotoStoryAsync(page, media, context.Credential, ct), cancellationToken);
        }

        return new PublishedPost(story.Id, await StoryUrlAsync(context, page, media, cancellationToken));
    }

    private static Task<CreatedPost> ShowAsync(
        PublishContext context, string media, Func<CancellationToken, Task<string?>> call, CancellationToken cancellationToken) => context.OnceAsync(
        StoryStep,
        async ct => new CreatedPost(await call(ct) ?? media),
        cancellationToken,
        media,
        created => created.Id);

    /// <summary>It stands whether or not its address can be read.</summary>
    private async Task<string?> StoryUrlAsync(PublishContext context, string page, string media, CancellationToken cancellationToken)
    {
        try
        {
            return (await facebook.GetStoriesAsync(page, context.Credential, cancellationToken)).FirstOrDefault(story => story.MediaId == media)?.Url;
        }
        catch (Exception exception) when (exception is PlatformRefusedException or HttpRequestException or LostAnswerException)
        {
            return null;
        }
    }

    private async Task<PublishedPost> PublishPostAsync(PublishContext context, FacebookOptions options, CancellationToken cancellationToken)
    {
        var page = PageOf(context);
        var visibility = Visibility.Of(options, FurthestPost, time.GetUtcNow());
        var form = new Dictionary<string, string> { ["message"] = context.Content.Text };
        visibility.AddTo(form);
        for (var i = 0; i < context.Content.Media.Count; i++)
        {
            var photo = await UploadPhotoAsync(context, page, i, visibility, cancellationToken);
            form[$"attached_media[{i}]"] = JsonSerializer.Serialize(new AttachedMedia(photo.Id), FacebookJson.Default.AttachedMedia);
        }

        if (context.Content is { Media.Count: 0, Link: { } link })
        {
            form["link"] = link;
        }

        var post = await context.OnceAsync(
            Step,
            ct => facebook.CreatePostAsync(page, form, context.Credential, ct),
            cancellationToken,
            Sought.Of(visibility, context.Content.Text),
            created => created.Id);
        return new PublishedPost(post.Id, post.PermalinkUrl ?? $"https://www.facebook.com/{post.Id}");
    }

    private Task<UploadedPhoto> UploadPhotoAsync(
        PublishContext context, string page, int index, Visibility visibility, CancellationToken cancellationToken) => context.PrepareAsync(
        $"{PhotoPrefix}{index + 1}",
        async ct =>
        {
            var item = context.Content.Media[index];
            var fields = new Dictionary<string, string> { ["published"] = "false" };
            if (item.AltText is { } alt)
            {
                fields["alt_text_custom"] = alt;
            }

            if (visibility.Kind == Visibility.Scheduled)
            {
                // Kept for a day only, unless the post at its time takes it.
                fields["temporary"] = "true";
            }

            await using var file = await context.Media.OpenAsync(item, ct);
            return await facebook.UploadPhotoAsync(page, file, item.FileName ?? $"photo-{index + 1}", fields, context.Credential, ct);
        },
        cancellationToken);

    private async Task<PublishedPost> PublishVideoAsync(PublishContext context, FacebookOptions options, CancellationToken cancellationToken)
    {
        var page = PageOf(context);
        var visibility = Visibility.Of(options, FurthestVideo, time.GetUtcNow());
        var video = await context.PrepareAsync(
            VideoStep,
            async ct =>
            {
                await using var file = await context.Media.OpenAsync(context.Content.Media[0], ct);
                return await videos.UploadAsync(page, file, LengthOf(file), context.Credential, ct);
            },
            cancellationToken);

        var form = new Dictionary<string, string>
        {
            ["upload_phase"] = "finish", ["upload_session_id"] = video.Session ?? "", ["description"] = context.Content.Text,
        };
        visibility.AddTo(form);
        if ((options.VideoTitle ?? context.Content.Title) is { } title)
        {
            form["title"] = title;
        }

        return await FinishAsync(
            context, video, visibility, ct => videos.FinishAsync(page, form, context.Credential, ct), $"https://www.facebook.com/{page}/videos/{video.Id}", cancellationToken);
    }

    private async Task<PublishedPost> PublishReelAsync(PublishContext context, FacebookOptions options, CancellationToken cancellationToken)
    {
        var page = PageOf(context);
        var visibility = Visibility.Of(options, FurthestReel, time.GetUtcNow());
        var video = await BringUpAsync(context, page, ReelStep, Reels, cancellationToken);
        var form = new Dictionary<string, string>
        {
            ["upload_phase"] = "finish", ["video_id"] = video.Id, ["description"] = context.Content.Text, ["video_state"] = visibility.Kind.ToUpperInvariant(),
        };
        if (visibility.At is { } at)
        {
            form["scheduled_publish_time"] = $"{at.ToUnixTimeSeconds()}";
        }

        if ((options.VideoTitle ?? context.Content.Title) is { } title)
        {
            form["title"] = title;
        }

        return await FinishAsync(
            context, video, visibility, ct => facebook.FinishUploadAsync(page, Reels, form, context.Credential, ct), $"https://www.facebook.com/reel/{video.Id}/", cancellationToken);
    }

    /// <param name="edge">Where it begins: of reels or of stories.</param>
    private Task<UploadedVideo> BringUpAsync(PublishContext context, string page, string step, string edge, CancellationToken cancellationToken) =>
        context.PrepareAsync(
            step,
            async ct =>
            {
                await using var file = await context.Media.OpenAsync(context.Content.Media[0], ct);
                var length = LengthOf(file);
                if (await facebook.StartUploadAsync(page, edge, context.Credential, ct) is not { VideoId: { } id, UploadUrl: { } url })
                {
                    throw new LostAnswerException("Facebook began an upload and did not say where it goes.");
                }

                await videos.UploadWholeAsync(url, file, length, context.Credential, ct);
                return new UploadedVideo(id, Session: null);
            },
            cancellationToken);

    private async Task<PublishedPost> FinishAsync(
        PublishContext context, UploadedVideo video, Visibility visibility, Func<CancellationToken, Task> finish, string url, CancellationToken cancellationToken)
    {
        var post = await context.OnceAsync(
            Step,
            async ct =>
            {
                await finish(ct);
                return new CreatedPost(video.Id);
            },
            cancellationToken,
            Sought.Of(visibility, context.Content.Text),
            created => created.Id);

        // Facebook has it; whether it can show it is known when the video is processed.
        var state = await WaitAsync(context, post.Id, cancellationToken);
        RequireProcessed(state);
        return new PublishedPost(post.Id, state?.PermalinkUrl is ['/', ..] path ? "https://www.facebook.com" + path : url);
    }

    private static void RequireProcessed(VideoState? state)
    {
        if (state?.Status is { Overall: "error" } status)
        {
            var errors = (status.ProcessingPhase?.Errors ?? []).Concat(status.PublishingPhase?.Errors ?? []).Select(error => error.Message);
            throw Invalid($"media[0]: Facebook could not process the video: {string.Join("; ", errors)}");
        }
    }

    /// <summary>Null where it cannot be read: that is no reason to call a failure what Facebook has taken.</summary>
    private async Task<VideoState?> WaitAsync(PublishContext context, string video, CancellationToken cancellationToken)
    {
        try
        {
            return await context.UntilReadyAsync(
                async ct => await facebook.GetVideoAsync(video, context.Credential, ct) is { Status.Overall: "ready" or "error" } ended ? ended : null,
                "Facebook has the video and is processing it.",
                cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or LostAnswerException
            or PlatformRefusedException { Category: FailureCategories.Forbidden or FailureCategories.NotFound or FailureCategories.InvalidContent })
        {
            return null;
        }
    }

    private static async Task<IReadOnlyList<Kind>> KindsAsync(PublishContext context, CancellationToken cancellationToken)
    {
        var kinds = new List<Kind>();
        foreach (var item in context.Content.Media)
        {
            var type = await context.Media.TypeOfAsync(item, cancellationToken);
            kinds.Add(type.StartsWith("video/", StringComparison.OrdinalIgnoreCase) ? Kind.Video
                : type.StartsWith("image/", StringComparison.OrdinalIgnoreCase) ? Kind.Photo
                : throw Invalid($"media[{kinds.Count}]: '{type}' is neither a photo nor a video; convert the file"));
        }

        if (context.ContentType == "reel" && kinds is not [Kind.Video])
        {
            throw Invalid("media: a reel is exactly one video; send one");
        }

        if (context.ContentType == Story && kinds.Count != 1)
        {
            throw Invalid("media: a story is exactly one photo or video; send one");
        }

        return kinds.Count > 1 && kinds.Contains(Kind.Video)
            ? throw Invalid("media: a post has photos or one video; send the video by itself")
            : kinds;
    }

    private static string PageOf(PublishContext context) => context.Credential.AccountExternalId
        ?? throw new PlatformRefusedException(FailureCategories.Unauthorized, "The account has no page.") { Action = "Reconnect the account." };

    private static long LengthOf(Publishing.Media.MediaFile file) => file.Length ?? throw Invalid(
        "media[0]: its server does not tell how long the video is, and Facebook wants to know; serve it with a Content-Length");

    private static PlatformRefusedException Invalid(string detail) =>
        new(FailureCategories.InvalidContent, detail) { Action = "Change the files of the post." };

    private enum Kind
    {
        Photo,
        Video,
    }
}

/// <summary>What a lost post is looked for by: where it would be, and its words.</summary>
internal static class Sought
{
    private const char Separator = '|';

    public static string Of(Visibility visibility, string text) => $"{visibility.Kind}{Separator}{Fingerprint.Of(text)}";

    public static (string Kind, string Words) Read(string fingerprint) =>
        fingerprint.Split(Separator) is [var kind, var words] ? (kind, words) : (Visibility.Published, fingerprint);
}
