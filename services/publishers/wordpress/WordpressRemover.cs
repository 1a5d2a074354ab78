using System.Globalization;

namespace ContentMultiplier.Publishers.Wordpress;

/// <summary>Puts a post or page into the site's bin. Its files, categories and tags stay: others may use them by now.</summary>
internal sealed class WordpressRemover(WordpressClient wordpress) : IRemover
{
    public async Task RemoveAsync(RevisionContext context, CancellationToken cancellationToken)
    {
        var type = context.AcceptedSteps.Select(step => WordpressSteps.PlacedType(step.Name)).OfType<string>().FirstOrDefault() ?? WordpressSteps.Post;
        if (!long.TryParse(context.ExternalId, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            throw new PlatformRefusedException(FailureCategories.NotFound, $"`{context.ExternalId}` is no id of a post.") { Action = "Delete the post at the site." };
        }

        if (!await RevisionContext.UnlessGoneAsync(() => wordpress.TrashPostAsync(type, id, context.Credential, cancellationToken)))
        {
            // A site whose REST API was switched off says "not found" as well; then this read is refused, too.
            await wordpress.FindPostsAsync(type, WordpressSteps.KeyOf(context.PublicationId), "any", context.Credential, cancellationToken);
        }
    }
}
