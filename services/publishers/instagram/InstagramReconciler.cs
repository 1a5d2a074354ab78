using System.Globalization;
using ContentMultiplier.Content;

namespace ContentMultiplier.Publishers.Instagram;

/// <summary>The container says whether it was published; which post it became is looked for among the account's.</summary>
internal sealed class InstagramReconciler(InstagramClient instagram) : IReconciler
{
    /// <summary>Instagram's clock is not ours.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    public async Task<ReconcileFinding> FindAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        if (context is { Step: InstagramPublisher.CommentStep, Fingerprint: { } comment })
        {
            return await FindCommentAsync(comment, context, cancellationToken);
        }

        if (context.Fingerprint is not { } fingerprint
            || context.Credential.AccountExternalId is not { } user
            || context.AcceptedSteps.LastOrDefault(step => Containers.IsContainer(step.Name)) is not { Name: var step })
        {
            return ReconcileFinding.Blind("The step carries no fingerprint or no container.");
        }

        var container = context.ValueOf<Container>(step)!;
        var state = await instagram.GetContainerAsync(container.Id, context.Credential, cancellationToken);
        return state.StatusCode switch
        {
            "PUBLISHED" => await FindMediaAsync(user, fingerprint, context, cancellationToken),
            "FINISHED" or "IN_PROGRESS" or "EXPIRED" or "ERROR" => ReconcileFinding.Absent($"The container is {state.StatusCode}."),
            _ => ReconcileFinding.Unreadable("Instagram does not say what became of the container."),
        };
    }

    /// <summary>Under the post that it belongs to, by its words; what somebody else wrote is not ours.</summary>
    private async Task<ReconcileFinding> FindCommentAsync(string words, ReconcileContext context, CancellationToken cancellationToken)
    {
        if (context.ValueOf<PublishedMedia>(InstagramPublisher.Step) is not { } media)
        {
            return ReconcileFinding.Blind("Which post it belongs to is not known.");
        }

        var comments = await instagram.GetCommentsAsync(media.Id, context.Credential, cancellationToken);
        var name = context.Credential.AccountName;
        return comments.FirstOrDefault(comment => (comment.Username is null || name is null || comment.Username == name) && Fingerprint.Of(comment.Text ?? "") == words) is { } found
            ? ReconcileFinding.Found(new PublishedComment(found.Id), found.Id)
            : ReconcileFinding.Absent();
    }

    private async Task<ReconcileFinding> FindMediaAsync(string user, string fingerprint, ReconcileContext context, CancellationToken cancellationToken)
    {
        var (edge, words) = Sought.Read(fingerprint);
        var since = context.SentAfter - Margin;
        var found = (await instagram.GetMediaAsync(user, edge, since, context.Credential, cancellationToken))
            .Where(media => IsSince(media, since) && (words.Length == 0 || Fingerprint.Of(media.Caption ?? "") == words))
            .Select(media => media.Id)
            .ToArray();
        return found switch
        {
            [var id] => ReconcileFinding.Found(new PublishedMedia(id), id),
            [] => ReconcileFinding.Unreadable("The container is published, and the list does not show the post yet."),
            _ => ReconcileFinding.Ambiguous($"Published since, with the same words: {string.Join(", ", found)}."),
        };
    }

    private static bool IsSince(FoundMedia media, DateTimeOffset since) =>
        !DateTimeOffset.TryParse(media.Timestamp, CultureInfo.InvariantCulture, out var at) || at >= since;
}
