using ContentMultiplier.Publishing.Media;

namespace ContentMultiplier.Publishers.LinkedIn;

/// <summary>The files of a post, brought to LinkedIn before it.</summary>
internal sealed class Attachments(LinkedInClient linkedIn, LinkedInUploads uploads)
{
    public const int MostImages = 20;
    private const string Images = "images";
    private const string Videos = "videos";
    private const string Documents = "documents";
    private const long LargestDocument = 100L * 1024 * 1024;
    private const string Prefix = "media-";

    public static IReadOnlyList<string> Types { get; } =
    [
        "image/jpeg", "image/png", "image/gif", "video/mp4", "application/pdf", "application/msword", "application/vnd.ms-powerpoint",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ];

    public static bool IsAttachment(string step) => step.StartsWith(Prefix, StringComparison.Ordinal);

    public async Task<PostBody?> PrepareAsync(PublishContext context, LinkedInOptions options, CancellationToken cancellationToken)
    {
        var media = context.Content.Media;
        if (media.Count == 0)
        {
            return context.Content.Link is { } link && context.ContentType != "text"
                ? new PostBody { Article = await ArticleAsync(context, link, options, cancellationToken) }
                : null;
        }

        var kinds = new string[media.Count];
        for (var i = 0; i < media.Count; i++)
        {
            kinds[i] = KindOf(await context.Media.TypeOfAsync(media[i], cancellationToken), i);
        }

        if (media.Count > 1 && kinds.Any(kind => kind != Images))
        {
            throw Invalid($"media: {string.Join(", ", kinds)} in one post; LinkedIn takes up to {MostImages} images, or one video, or one document");
        }

        var posted = new PostMedia[media.Count];
        for (var i = 0; i < media.Count; i++)
        {
            var file = await UploadAsync(context, $"{Prefix}{i + 1}", kinds[i], media[i], cancellationToken);
            posted[i] = new PostMedia(file.Urn, media[i].AltText, kinds[i] == Documents ? TitleOf(context, options) : null);
        }

        if (kinds[0] != Images)
        {
            await WaitAsync(context, kinds[0], posted[0].Id, cancellationToken);
        }

        return posted is [var one] ? new PostBody { Media = one } : new PostBody { MultiImage = new MultiImage(posted) };
    }

    private async Task<Article> ArticleAsync(
        PublishContext context, string link, LinkedInOptions options, CancellationToken cancellationToken)
    {
        var thumbnail = options.ThumbnailUrl is { } url
            ? await UploadAsync(context, $"{Prefix}thumbnail", Images, new MediaItem { Url = url }, cancellationToken)
            : null;

        // LinkedIn does not look at the link itself; a card without a title would be empty.
        var title = options.ArticleTitle ?? context.Content.Title ?? (Uri.TryCreate(link, UriKind.Absolute, out var address) ? address.Host : link);
        return new Article(link, title, options.ArticleDescription, thumbnail?.Urn);
    }

    private Task<Uploaded> UploadAsync(
        PublishContext context, string step, string kind, MediaItem item, CancellationToken cancellationToken) => context.PrepareAsync(
        step,
        async ct =>
        {
            await using var file = await context.Media.OpenAsync(item, ct);
            return kind == Videos ? await UploadVideoAsync(context, file, ct) : await UploadFileAsync(context, kind, file, ct);
        },
        cancellationToken);

    private async Task<Uploaded> UploadFileAsync(PublishContext context, string kind, MediaFile file, CancellationToken cancellationToken)
    {
        if (kind == Documents && file.Length > LargestDocument)
        {
            throw Invalid($"media[0]: {file.Length} of {LargestDocument} bytes; LinkedIn takes documents of up to 100 MB");
        }

        var target = await linkedIn.InitializeUploadAsync(
            kind, new InitializeUploadRequest(Author(context)), context.Credential, cancellationToken);
        if (target.UploadUrl is not { } url || (target.Image ?? target.Document) is not { } urn)
        {
            throw new LostAnswerException("LinkedIn answered without an address to upload to.");
        }

        using var content = file.ToContent();
        await uploads.PutAsync(url, content, context.Credential, cancellationToken);
        return new Uploaded(urn);
    }

    private async Task<Uploaded> UploadVideoAsync(PublishContext context, MediaFile file, CancellationToken cancellationToken)
    {
        var length = file.Length ?? throw Invalid(
            "media[0]: its server does not tell how long the video is, and LinkedIn wants to know; serve it with a Content-Length");
        var target = await linkedIn.InitializeUploadAsync(
            Videos,
            new InitializeUploadRequest(Author(context), length, UploadCaptions: false, UploadThumbnail: false),
            context.Credential,
            cancellationToken);
        if (target is not { Video: { } urn, UploadInstructions: { Length: > 0 } instructions })
        {
            throw new LostAnswerException("LinkedIn answered without instructions for the video.");
        }

        // Parts in another order make a video that is accepted and shows nothing sensible.
        var names = new List<string>();
        foreach (var part in instructions.OrderBy(part => part.FirstByte))
        {
            using var content = file.ToContent(part.LastByte - part.FirstByte + 1);
            names.Add(await uploads.PutPartAsync(part.UploadUrl, content, cancellationToken));
        }

        await linkedIn.FinalizeVideoAsync(new FinalizeUploadRequest(urn, target.UploadToken ?? "", names), context.Credential, cancellationToken);
        return new Uploaded(urn);
    }

    private async Task WaitAsync(PublishContext context, string kind, string urn, CancellationToken cancellationToken)
    {
        AssetState state;
        try
        {
            state = await context.UntilReadyAsync(
                async ct => await linkedIn.GetAssetAsync(kind, urn, context.Credential, ct) is { Status: not ("PROCESSING" or "WAITING_UPLOAD") } ended
                    ? ended
                    : null,
                "LinkedIn is processing the file.",
                cancellationToken);
        }
        catch (PlatformRefusedException refusal) when (refusal.Category is FailureCategories.Forbidden or FailureCategories.NotFound)
        {
            // A token for posting alone may not look; the post itself then says whether the file is ready.
            return;
        }

        if (state.Status == "PROCESSING_FAILED")
        {
            throw Invalid($"media[0]: LinkedIn could not process the file: {state.ProcessingFailureReason ?? "no reason given"}");
        }
    }

    private static string Author(PublishContext context) => context.Credential.AccountExternalId!;

    private static string KindOf(string type, int index) => type.Split(';')[0].Trim().ToLowerInvariant() switch
    {
        "video/mp4" => Videos,
        var known when !Types.Contains(known) => throw Invalid($"media[{index}]: '{type}' is not one of {string.Join(", ", Types)}; convert the file"),
        ['i', 'm', 'a', 'g', 'e', '/', ..] => Images,
        _ => Documents,
    };

    private static string TitleOf(PublishContext context, LinkedInOptions options) =>
        options.DocumentTitle ?? context.Content.Title ?? context.Content.Media[0].FileName ?? "Document";

    private static PlatformRefusedException Invalid(string detail) =>
        new(FailureCategories.InvalidContent, detail) { Action = "Change the files of the post." };
}
