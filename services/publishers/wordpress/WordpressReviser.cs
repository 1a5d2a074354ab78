using System.Globalization;

namespace ContentMultiplier.Publishers.Wordpress;

/// <summary>
/// Puts a post or page into the site's bin, or gives it another text. Its files, categories and tags stay: others may use them by now.
/// </summary>
internal sealed class WordpressReviser(WordpressClient wordpress) : IRemover, IEditor
{
    public async Task RemoveAsync(RevisionContext context, CancellationToken cancellationToken)
    {
        var (type, id) = PostOf(context);
        if (!await RevisionContext.UnlessGoneAsync(() => wordpress.TrashPostAsync(type, id, context.Credential, cancellationToken)))
        {
            // A site whose REST API was switched off says "not found" as well; then this read is refused, too.
            await wordpress.FindPostsAsync(type, WordpressSteps.KeyOf(context.PublicationId), "any", context.Credential, cancellationToken);
        }
    }

    public async Task EditAsync(RevisionContext context, string text, CancellationToken cancellationToken)
    {
        var (type, id) = PostOf(context);
        var post = await wordpress.GetTextAsync(type, id, context.Credential, cancellationToken);
        if (post.Status == WordpressStatus.Trash)
        {
            throw new PlatformRefusedException(FailureCategories.NotFound, "The post is in the site's bin.") { Action = "Take it out of the bin at the site, then ask again." };
        }

        // Only the site knows by now how the files stand below the text.
        var old = post.Content?.Raw ?? throw new LostAnswerException("The site did not show what the post says.");
        var files = context.AcceptedSteps.Where(step => WordpressSteps.IsFile(step.Name)).Select(step => context.ValueOf<WordpressFile>(step.Name)).OfType<WordpressFile>();
        await wordpress.ChangeTextAsync(type, id, WordpressHtml.Replace(old, text, [.. files]), context.Credential, cancellationToken);
    }

    private static (string Type, long Id) PostOf(RevisionContext context)
    {
        var type = context.AcceptedSteps.Select(step => WordpressSteps.PlacedType(step.Name)).OfType<string>().FirstOrDefault() ?? WordpressSteps.Post;
        return long.TryParse(context.ExternalId, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? (type, id)
            : throw new PlatformRefusedException(FailureCategories.NotFound, $"`{context.ExternalId}` is no id of a post.") { Action = "Look for the post at the site." };
    }
}
