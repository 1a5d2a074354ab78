using ContentMultiplier.Content;

namespace ContentMultiplier.Publishers.LinkedIn;

/// <summary>Looks for a post whose answer was lost in what the organization has posted since. A member's posts cannot be read.</summary>
internal sealed class LinkedInReconciler(LinkedInClient linkedIn) : IReconciler
{
    private const int PageSize = 20;
    private const int MostPages = 5;

    /// <summary>LinkedIn's clock is not ours.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    public async Task<ReconcileFinding> FindAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        if (context.Credential.AccountExternalId is not { } author || !author.StartsWith(LinkedInUrns.Organization, StringComparison.Ordinal))
        {
            return ReconcileFinding.Blind("LinkedIn lets no application read what a member posted.");
        }

        if (context.Step == LinkedInPublisher.CommentStep)
        {
            return await FindCommentAsync(author, context, cancellationToken);
        }

        var since = (context.SentAfter - Margin).ToUnixTimeMilliseconds();
        var found = new List<string>();
        for (var page = 0; page < MostPages; page++)
        {
            var posts = await linkedIn.GetPostsAsync(author, page * PageSize, PageSize, context.Credential, cancellationToken);
            var recent = posts.Where(post => (post.CreatedAt ?? post.PublishedAt) is not { } at || at >= since).ToArray();
            found.AddRange(recent.Where(post => IsOurs(post, context)).Select(post => post.Id));
            if (recent.Length < posts.Length || posts.Length < PageSize)
            {
                return Judge(found);
            }
        }

        return ReconcileFinding.Blind("The organization has posted more since than is read.");
    }

    /// <summary>Under the post that it belongs to, by its author and its words.</summary>
    private async Task<ReconcileFinding> FindCommentAsync(string author, ReconcileContext context, CancellationToken cancellationToken)
    {
        if (context.ValueOf<CreatedPost>(LinkedInPublisher.Step) is not { } post)
        {
            return ReconcileFinding.Blind("Which post it belongs to is not known.");
        }

        var comments = await linkedIn.GetCommentsAsync(post.Id, context.Credential, cancellationToken);
        return comments.FirstOrDefault(comment => comment.Actor == author && Fingerprint.Of(comment.Message?.Text ?? "") == context.Fingerprint) is { Id: { } id }
            ? ReconcileFinding.Found(new CreatedPost(id), id)
            : ReconcileFinding.Absent();
    }

    private static ReconcileFinding Judge(List<string> found) => found switch
    {
        [] => ReconcileFinding.Absent(),
        [var id] => ReconcileFinding.Found(new CreatedPost(id), id),
        _ => ReconcileFinding.Ambiguous($"Posts with the same content: {string.Join(", ", found)}."),
    };

    /// <summary>A file belongs to one post, so files prove more than words do.</summary>
    private static bool IsOurs(FoundPost post, ReconcileContext context)
    {
        var files = context.AcceptedSteps
            .Where(step => Attachments.IsAttachment(step.Name))
            .Select(step => context.ValueOf<Uploaded>(step.Name)!.Urn)
            .ToHashSet(StringComparer.Ordinal);
        return files.Count > 0
            ? FilesOf(post.Content).Any(files.Contains)
            : context.Fingerprint == Fingerprint.Of(LittleText.Read(post.Commentary ?? ""));
    }

    private static IEnumerable<string> FilesOf(PostBody? content) => (content?.MultiImage?.Images ?? [])
        .Select(image => image.Id)
        .Concat([content?.Media?.Id ?? "", content?.Article?.Thumbnail ?? ""]);
}
