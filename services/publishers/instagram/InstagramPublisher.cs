using ContentMultiplier.Content;

namespace ContentMultiplier.Publishers.Instagram;

/// <summary>
/// Container, waiting, publishing. Each part that is done stays done: whatever happens in between, the next attempt goes on
/// at the first part that is missing.
/// </summary>
internal sealed class InstagramPublisher(InstagramClient instagram, Containers containers) : IPublisher
{
    public const string Step = "publish";
    public const string CommentStep = "comment";
    private const int MostRounds = 3;

    public async Task<PublishedPost> PublishAsync(PublishContext context, CancellationToken cancellationToken)
    {
        var user = context.Credential.AccountExternalId
            ?? throw new PlatformRefusedException(FailureCategories.Unauthorized, "The account has no user.") { Action = "Reconnect the account." };
        var (container, state) = await FillAsync(context, user, cancellationToken);
        var media = await context.OnceAsync(
            Step,
            ct => PublishAsync(context, user, container, state, ct),
            cancellationToken,
            Sought.Of(context.ContentType, context.Content.Text),
            published => published.Id);

        var post = new PublishedPost(media.Id, await PermalinkAsync(context, media, cancellationToken));
        return context.OptionsAs<InstagramOptions>().FirstComment is { } comment
            ? post with { Note = await CommentAsync(context, post, comment, cancellationToken) }
            : post;
    }

    private Task<string?> CommentAsync(PublishContext context, PublishedPost post, string comment, CancellationToken cancellationToken) => context.AddAsync(
        post,
        CommentStep,
        "The first comment",
        ct => instagram.CommentAsync(post.ExternalId, comment, context.Credential, ct),
        cancellationToken,
        Fingerprint.Of(comment),
        created => created.Id);

    private async Task<(Container Container, string State)> FillAsync(PublishContext context, string user, CancellationToken cancellationToken)
    {
        for (var round = 1; ; round++)
        {
            var container = await containers.PrepareAsync(context, user, round, cancellationToken);
            var state = await containers.WaitAsync(context, container, cancellationToken);
            if (state != "EXPIRED")
            {
                return (container, state);
            }

            if (round == MostRounds)
            {
                throw new PlatformRefusedException(FailureCategories.Expired, "The containers died before they were published, three times.")
                {
                    Action = "Publish it again if it is still wanted.",
                };
            }
        }
    }

    private async Task<PublishedMedia> PublishAsync(
        PublishContext context, string user, Container container, string state, CancellationToken cancellationToken)
    {
        if (state == "PUBLISHED")
        {
            throw new LostAnswerException("Instagram has published the container, and which post it is is not known here.");
        }

        try
        {
            return await instagram.PublishAsync(user, container.Id, context.Credential, cancellationToken);
        }
        catch (PlatformRefusedException refusal) when (refusal.Category != FailureCategories.Unauthorized)
        {
            // Instagram has been seen to say no to what it then showed: only the container tells.
            if (await IsUnpublishedAsync(context, container, cancellationToken))
            {
                throw;
            }

            throw new LostAnswerException($"Instagram said no and may have published all the same: {refusal.Message}");
        }
    }

    private async Task<bool> IsUnpublishedAsync(PublishContext context, Container container, CancellationToken cancellationToken)
    {
        try
        {
            var state = await instagram.GetContainerAsync(container.Id, context.Credential, cancellationToken);
            return state.StatusCode is "FINISHED" or "IN_PROGRESS" or "ERROR" or "EXPIRED";
        }
        catch (Exception exception) when (exception is PlatformRefusedException or HttpRequestException or LostAnswerException)
        {
            return false;
        }
    }

    /// <summary>It is published whether or not its address can be read.</summary>
    private async Task<string?> PermalinkAsync(PublishContext context, PublishedMedia media, CancellationToken cancellationToken)
    {
        try
        {
            return await instagram.GetPermalinkAsync(media.Id, context.Credential, cancellationToken);
        }
        catch (Exception exception) when (exception is PlatformRefusedException or HttpRequestException or LostAnswerException)
        {
            return null;
        }
    }
}

/// <summary>What a lost post is looked for by: where it would be, and its words.</summary>
internal static class Sought
{
    private const char Separator = '|';

    public static string Of(string contentType, string text) =>
        contentType == "story" ? $"stories{Separator}" : $"media{Separator}{Fingerprint.Of(text)}";

    /// <returns>The edge, and the words; stories have none.</returns>
    public static (string Edge, string Words) Read(string fingerprint) =>
        fingerprint.Split(Separator) is [var edge, var words] ? (edge, words) : ("media", fingerprint);
}
