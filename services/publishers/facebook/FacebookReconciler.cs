using ContentMultiplier.Content;

namespace ContentMultiplier.Publishers.Facebook;

/// <summary>What became of a post whose answer was lost: a video says it itself, anything else is looked for among the page's posts.</summary>
internal sealed class FacebookReconciler(FacebookClient facebook) : IReconciler
{
    private const int MostPages = 5;

    /// <summary>Facebook's clock is not ours.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    public async Task<ReconcileFinding> FindAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        if (context.Fingerprint is not { } fingerprint || context.Credential.AccountExternalId is not { } page)
        {
            return ReconcileFinding.Blind("The step carries no fingerprint.");
        }

        switch (context.Step)
        {
            case FacebookPublisher.CommentStep:
                return await FindCommentAsync(page, fingerprint, context, cancellationToken);
            case FacebookPublisher.StoryStep:
                return await FindStoryAsync(page, fingerprint, context, cancellationToken);
        }

        if ((context.ValueOf<UploadedVideo>(FacebookPublisher.VideoStep) ?? context.ValueOf<UploadedVideo>(FacebookPublisher.ReelStep)) is { } video)
        {
            return await JudgeAsync(video, context, cancellationToken);
        }

        var (kind, words) = Sought.Read(fingerprint);
        return kind == Visibility.Draft
            ? ReconcileFinding.Blind("Facebook lists no drafts.")
            : await FindPostAsync(page, kind == Visibility.Scheduled ? "scheduled_posts" : "published_posts", words, context, cancellationToken);
    }

    /// <summary>A file that was brought up for it is shown by no other story.</summary>
    private async Task<ReconcileFinding> FindStoryAsync(string page, string media, ReconcileContext context, CancellationToken cancellationToken)
    {
        var stories = await facebook.GetStoriesAsync(page, context.Credential, cancellationToken);
        if (stories.FirstOrDefault(story => story.MediaId == media) is { } found)
        {
            var id = found.PostId?.ToString() ?? media;
            return ReconcileFinding.Found(new CreatedPost(id, found.Url), id);
        }

        // A video is listed once it is processed.
        return context.ValueOf<UploadedVideo>(FacebookPublisher.StoryVideoStep) is { } video
            ? await JudgeAsync(video, context, cancellationToken)
            : ReconcileFinding.Absent();
    }

    /// <summary>Under the post that it belongs to, by its words; what somebody else wrote is not ours.</summary>
    private async Task<ReconcileFinding> FindCommentAsync(string page, string words, ReconcileContext context, CancellationToken cancellationToken)
    {
        if (context.ValueOf<CreatedPost>(FacebookPublisher.Step) is not { } post)
        {
            return ReconcileFinding.Blind("Which post it belongs to is not known.");
        }

        var comments = await facebook.GetCommentsAsync(post.Id, context.Credential, cancellationToken);
        return comments.FirstOrDefault(comment => (comment.From?.Id ?? page) == page && Fingerprint.Of(comment.Message ?? "") == words) is { } found
            ? ReconcileFinding.Found(new CreatedPost(found.Id), found.Id)
            : ReconcileFinding.Absent();
    }

    private async Task<ReconcileFinding> JudgeAsync(UploadedVideo video, ReconcileContext context, CancellationToken cancellationToken)
    {
        var status = (await facebook.GetVideoAsync(video.Id, context.Credential, cancellationToken)).Status;
        return status switch
        {
            { PublishingPhase.Status: "complete" or "in_progress" } or { ProcessingPhase.Status: "complete" or "in_progress" }
                => ReconcileFinding.Found(new CreatedPost(video.Id), video.Id),
            { PublishingPhase.Status: "not_started", ProcessingPhase.Status: "not_started" } => ReconcileFinding.Absent("The video is up and was never finished."),
            _ => ReconcileFinding.Unreadable("Facebook does not say whether the video was finished."),
        };
    }

    private async Task<ReconcileFinding> FindPostAsync(
        string page, string edge, string words, ReconcileContext context, CancellationToken cancellationToken)
    {
        var photos = context.AcceptedSteps
            .Where(step => FacebookPublisher.IsPhoto(step.Name))
            .Select(step => context.ValueOf<UploadedPhoto>(step.Name)!.Id)
            .ToHashSet(StringComparer.Ordinal);
        DateTimeOffset? since = edge == "published_posts" ? context.SentAfter - Margin : null;
        var found = new List<FoundPost>();
        string? after = null;
        for (var read = 0; read < MostPages; read++)
        {
            var posts = await facebook.GetPostsAsync(page, edge, since, after, context.Credential, cancellationToken);
            found.AddRange((posts.Data ?? []).Where(post => IsOurs(post, photos, words)));
            after = posts.Paging is { Next: not null, Cursors.After: { } cursor } ? cursor : null;
            if (after is null)
            {
                return found switch
                {
                    [] => ReconcileFinding.Absent(),
                    [var one] => ReconcileFinding.Found(new CreatedPost(one.Id, one.PermalinkUrl), one.Id),
                    _ => ReconcileFinding.Ambiguous($"Posts with the same content: {string.Join(", ", found.Select(post => post.Id))}."),
                };
            }
        }

        return ReconcileFinding.Blind("The page has posted more since than is read.");
    }

    /// <summary>A photo that was uploaded for this post proves more than words do.</summary>
    private static bool IsOurs(FoundPost post, HashSet<string> photos, string words) => photos.Count > 0
        ? TargetsOf(post.Attachments).Any(photos.Contains)
        : Fingerprint.Of(post.Message ?? "") == words;

    private static IEnumerable<string> TargetsOf(AttachmentList? attachments) => (attachments?.Data ?? [])
        .SelectMany(attachment => TargetsOf(attachment.Subattachments).Append(attachment.Target?.Id ?? ""));
}
