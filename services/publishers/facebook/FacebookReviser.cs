namespace ContentMultiplier.Publishers.Facebook;

/// <summary>Deletes posts, videos and reels of a page, and changes their words. The id says which of them it is.</summary>
internal sealed class FacebookReviser(FacebookClient facebook) : IRemover, IEditor
{
    private const char PartOfPost = '_';

    public async Task RemoveAsync(RevisionContext context, CancellationToken cancellationToken)
    {
        RefuseOfStory(context, "Facebook's API takes no story back. It ends by itself a day after it was published, or delete it at Facebook.");
        var id = IdOf(context);
        if (!await RevisionContext.UnlessGoneAsync(() => facebook.DeleteAsync(id, context.Credential, cancellationToken)))
        {
            await RefuseUnlessItWouldSeeItAsync(id, context, cancellationToken);
        }
    }

    public Task EditAsync(RevisionContext context, string text, CancellationToken cancellationToken)
    {
        RefuseOfStory(context, "A story has no words that could be changed.");
        var id = IdOf(context);
        return facebook.EditAsync(id, id.Contains(PartOfPost) ? "message" : "description", text, context.Credential, cancellationToken);
    }

    private static void RefuseOfStory(RevisionContext context, string action)
    {
        if (context.AcceptedSteps.Any(step => step.Name == FacebookPublisher.StoryStep))
        {
            throw new PlatformRefusedException(FailureCategories.Forbidden, "It is a story.") { Action = action };
        }
    }

    /// <summary>What is gone, and what the token may not see, is one answer at Facebook; so whether it still sees anything is asked, too.</summary>
    private async Task RefuseUnlessItWouldSeeItAsync(string id, RevisionContext context, CancellationToken cancellationToken)
    {
        if (await RevisionContext.UnlessGoneAsync(() => facebook.GetCountsAsync(id, ["id"], context.Credential, cancellationToken)))
        {
            throw new PlatformRefusedException(FailureCategories.Forbidden, "Facebook shows it, and does not let it be deleted.")
            {
                Action = "Reconnect the page with all permissions, or delete it at Facebook.",
            };
        }

        if (context.Credential.AccountExternalId is { } page)
        {
            await facebook.GetPostsAsync(page, "published_posts", since: null, after: null, context.Credential, cancellationToken);
        }
    }

    /// <summary>A post is <c>page_post</c>, a video or reel one number.</summary>
    private static string IdOf(RevisionContext context) =>
        context.ExternalId.Split(PartOfPost) is { Length: 1 or 2 } parts && parts.All(part => part.Length > 0 && part.All(char.IsAsciiDigit))
            ? context.ExternalId
            : throw new PlatformRefusedException(FailureCategories.NotFound, $"`{context.ExternalId}` is no id of Facebook's.") { Action = "Look for the post at Facebook." };
}
