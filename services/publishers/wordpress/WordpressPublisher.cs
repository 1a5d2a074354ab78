using System.Globalization;

namespace ContentMultiplier.Publishers.Wordpress;

/// <summary>
/// Categories, tags and files first, then the post as a draft under a slug of ours, then its place. WordPress takes no
/// idempotency key, and a second create with the same slug would succeed; but a draft can be found by its slug.
/// </summary>
internal sealed class WordpressPublisher(WordpressClient wordpress, WordpressTerms terms, WordpressFiles files) : IPublisher
{
    public async Task<PublishedPost> PublishAsync(PublishContext context, CancellationToken cancellationToken)
    {
        var options = context.OptionsAs<WordpressOptions>();
        Refuse(options.Mistakes(context.ContentType).ToList());

        var isPage = context.ContentType == WordpressSteps.Page;
        var categories = isPage ? null : await terms.FindOrCreateAsync("categories", options.Categories, context, cancellationToken);
        var tags = isPage ? null : await terms.FindOrCreateAsync("tags", context.Content.Tags, context, cancellationToken);
        var uploaded = await files.UploadAsync(context, cancellationToken);
        var html = new WordpressHtml(context.Content, options);

        var post = await context.OnceAsync(
            context.ContentType,
            ct => wordpress.CreatePostAsync(
                context.ContentType,
                new()
                {
                    Title = context.Content.Title ?? "",
                    Content = html.Render(uploaded),
                    Slug = WordpressSteps.KeyOf(context.PublicationId),
                    Status = WordpressStatus.Draft,
                    Excerpt = options.Excerpt,
                    Categories = categories,
                    Tags = tags,
                    FeaturedMedia = html.Featured is { } featured ? uploaded[featured].Id : null,
                    Format = options.Format,
                    Sticky = options.Sticky,
                    CommentStatus = options.Comments is { } comments ? (comments ? "open" : "closed") : null,
                },
                context.Credential,
                ct),
            cancellationToken,
            externalId: IdOf);

        var placed = await context.OnceAsync(
            WordpressSteps.Place(context.ContentType),
            ct => wordpress.ChangePostAsync(context.ContentType, post.Id, Place(options), context.Credential, ct),
            cancellationToken,
            externalId: IdOf);

        return new PublishedPost(IdOf(placed), placed.Link);
    }

    /// <summary>Without a slug of the user's, WordPress makes one of the title.</summary>
    private static PostChange Place(WordpressOptions options) => new()
    {
        Slug = options.Slug ?? "",
        Status = options is { Date: not null, Status: WordpressStatus.Publish } ? WordpressStatus.Future : options.Status,
        DateGmt = options.Date?.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture),
    };

    private static string IdOf(WordpressPost post) => post.Id > 0 ? post.Id.ToString(CultureInfo.InvariantCulture) : "";

    private static void Refuse(IReadOnlyCollection<(string Field, string Message)> mistakes)
    {
        if (mistakes.Count > 0)
        {
            throw new PlatformRefusedException(
                FailureCategories.InvalidContent, string.Join("; ", mistakes.Select(mistake => $"{mistake.Field}: {mistake.Message}")))
            {
                Action = "Change the options.",
            };
        }
    }
}
