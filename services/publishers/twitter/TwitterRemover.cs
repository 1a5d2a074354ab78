namespace ContentMultiplier.Publishers.Twitter;

/// <summary>Deletes every part of a thread, the last one first, so that what is left at any moment is a thread that can be read.</summary>
internal sealed class TwitterRemover(TwitterClient twitter) : IRemover
{
    public async Task RemoveAsync(RevisionContext context, CancellationToken cancellationToken)
    {
        foreach (var id in PartsOf(context).Reverse())
        {
            await RevisionContext.UnlessGoneAsync(() => twitter.DeletePostAsync(id, context.Credential, cancellationToken));
        }
    }

    private static IReadOnlyList<string> PartsOf(RevisionContext context)
    {
        List<string> ids =
        [
            .. context.AcceptedSteps.Where(step => TwitterSteps.IsPart(step.Name)).Select(step => step.ExternalId).Append(context.ExternalId).OfType<string>().Distinct(),
        ];
        return ids.Find(id => !TwitterUrls.IsId(id)) is { } stranger
            ? throw new PlatformRefusedException(FailureCategories.NotFound, $"`{stranger}` is no id of X's.") { Action = "Delete the post at X." }
            : ids;
    }
}
