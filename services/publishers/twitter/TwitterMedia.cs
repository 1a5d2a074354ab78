using ContentMultiplier.Publishing.Media;

namespace ContentMultiplier.Publishers.Twitter;

/// <summary>The files of a post, brought to X before it: up to four pictures, or one GIF, or one video.</summary>
internal sealed class TwitterMedia(TwitterUploads uploads)
{
    public const int MostPictures = 4;
    public const long LargestVideo = 512L * 1024 * 1024;
    private const string Picture = "tweet_image";
    private const string Gif = "tweet_gif";
    private const string Video = "tweet_video";
    private const string Prefix = "media-";

    /// <summary>X names five megabytes as the most for a part, in the documents of the endpoints before these.</summary>
    private const long PartSize = 4L * 1024 * 1024;

    public static IReadOnlyList<string> Types { get; } = ["image/jpeg", "image/png", "image/webp", "image/gif", "video/mp4", "video/quicktime"];

    public static VideoRules Videos { get; } = new()
    {
        MaxBytes = LargestVideo,
        MaxSeconds = 140,
        MinAspect = 1 / 3d,
        MaxAspect = 3,
        Codecs = ["h264"],
        PixelFormats = ["yuv420p"],
        AudioCodecs = ["aac"],
        MaxAudioChannels = 2,
        MaxWidth = 1280,
        MaxHeight = 1024,
        MaxFrameRate = 60,
    };

    /// <returns>The ids in the order of the files; null where there are none.</returns>
    public async Task<IReadOnlyList<string>?> PrepareAsync(PublishContext context, CancellationToken cancellationToken)
    {
        var media = context.Content.Media;
        if (media.Count == 0)
        {
            return null;
        }

        var kinds = new string[media.Count];
        for (var i = 0; i < media.Count; i++)
        {
            kinds[i] = KindOf(await context.Media.TypeOfAsync(media[i], cancellationToken), i);
        }

        if (media.Count > 1 && kinds.Any(kind => kind != Picture))
        {
            throw Invalid($"media: {string.Join(", ", kinds)} in one post; X takes up to {MostPictures} pictures, or one GIF, or one video");
        }

        var ids = new string[media.Count];
        for (var i = 0; i < media.Count; i++)
        {
            var (item, kind, index) = (media[i], kinds[i], i);
            var uploaded = await context.PrepareAsync($"{Prefix}{i + 1}", ct => UploadAsync(context, item, kind, index, ct), cancellationToken);
            if (uploaded.IsProcessing)
            {
                await WaitAsync(context, uploaded.Id, i, cancellationToken);
            }

            ids[i] = uploaded.Id;
        }

        return ids;
    }

    private async Task<UploadedMedia> UploadAsync(
        PublishContext context, MediaItem item, string kind, int index, CancellationToken cancellationToken)
    {
        await using var file = await context.Media.OpenAsync(item, cancellationToken);
        var length = file.Length ?? throw Invalid(
            $"media[{index}]: its server does not tell how long the file is, and X wants to know; serve it with a Content-Length");
        var id = await uploads.InitializeAsync(new InitializeUpload(MediaType(file), length, kind), context.Credential, cancellationToken);
        for (var (part, sent) = (0, 0L); sent < length; part++, sent += PartSize)
        {
            using var content = file.ToContent(Math.Min(PartSize, length - sent));
            await uploads.AppendAsync(id, part, content, context.Credential, cancellationToken);
        }

        var state = await uploads.FinalizeAsync(id, context.Credential, cancellationToken);
        if (item.AltText is { Length: > 0 } altText && kind != Video)
        {
            await uploads.DescribeAsync(new DescribeMedia(id, new(new(altText))), context.Credential, cancellationToken);
        }

        return new UploadedMedia(id, state.Processing is { State: not "succeeded" });
    }

    private async Task WaitAsync(PublishContext context, string id, int index, CancellationToken cancellationToken)
    {
        var state = await context.UntilReadyAsync(
            async ct => await uploads.GetAsync(id, context.Credential, ct) is { Processing: not { State: "pending" or "in_progress" } } ended ? ended : null,
            "X is processing the file.",
            cancellationToken);
        if (state.Processing?.State == "failed")
        {
            throw Invalid($"media[{index}]: X could not process the file");
        }
    }

    private static string KindOf(string type, int index) => Bare(type) switch
    {
        var known when !Types.Contains(known) => throw Invalid($"media[{index}]: '{type}' is not one of {string.Join(", ", Types)}; convert the file"),
        "image/gif" => Gif,
        ['v', 'i', 'd', 'e', 'o', '/', ..] => Video,
        _ => Picture,
    };

    private static string MediaType(MediaFile file) => Bare(file.ContentType);

    private static string Bare(string type) => type.Split(';')[0].Trim().ToLowerInvariant();

    private static PlatformRefusedException Invalid(string detail) =>
        new(FailureCategories.InvalidContent, detail) { Action = "Change the files of the post." };
}
