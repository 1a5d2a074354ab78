using System.Globalization;

namespace ContentMultiplier.Publishers.Wordpress;

/// <summary>
/// Reads what a lost call made by the slug that it carried, which nothing else has. Every read is one that a site answers
/// only to those who may write there: to anybody else an empty list would look like a proof.
/// </summary>
internal sealed class WordpressReconciler(WordpressClient wordpress) : IReconciler
{
    public Task<ReconcileFinding> FindAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        if (context.Step is WordpressSteps.Post or WordpressSteps.Page)
        {
            return FindPostAsync(context, cancellationToken);
        }

        if (WordpressSteps.PlacedType(context.Step) is { } type)
        {
            return FindPlaceAsync(type, context, cancellationToken);
        }

        return WordpressSteps.IsFile(context.Step)
            ? FindFileAsync(context, cancellationToken)
            : Task.FromResult(ReconcileFinding.Absent("A category or tag is looked for by its name before it is made; a site has no two of a name."));
    }

    private async Task<ReconcileFinding> FindPostAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        var key = WordpressSteps.KeyOf(context.PublicationId);
        var found = await wordpress.FindPostsAsync(context.Step, key, "any", context.Credential, cancellationToken);
        if (found.Length == 0)
        {
            // Somebody saw the draft and threw it away: posting it again is for a person to decide.
            var binned = await wordpress.FindPostsAsync(context.Step, key + "__trashed", "trash", context.Credential, cancellationToken);
            return binned.Length == 0 ? ReconcileFinding.Absent() : ReconcileFinding.Ambiguous("The draft is in the site's bin.");
        }

        return found is [var post] ? Found(post) : ReconcileFinding.Ambiguous("Several posts have the slug.");
    }

    private async Task<ReconcileFinding> FindPlaceAsync(string type, ReconcileContext context, CancellationToken cancellationToken)
    {
        if (context.ValueOf<WordpressPost>(type) is not { } draft)
        {
            return ReconcileFinding.Blind("It is not known which draft was placed.");
        }

        var post = await wordpress.GetPostAsync(type, draft.Id, context.Credential, cancellationToken);
        var isUntouched = post.Status == WordpressStatus.Draft && post.Slug == WordpressSteps.KeyOf(context.PublicationId);
        return isUntouched ? ReconcileFinding.Absent() : Found(post);
    }

    private async Task<ReconcileFinding> FindFileAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        var found = await wordpress.FindFilesAsync(
            WordpressSteps.KeyOf(context.PublicationId, context.Step), context.Credential, cancellationToken);
        return found switch
        {
            [] => ReconcileFinding.Absent(),
            [var file] => ReconcileFinding.Found(file, file.Id.ToString(CultureInfo.InvariantCulture)),
            _ => ReconcileFinding.Ambiguous("Several files have the slug."),
        };
    }

    private static ReconcileFinding Found(WordpressPost post) => ReconcileFinding.Found(post, post.Id.ToString(CultureInfo.InvariantCulture));
}
