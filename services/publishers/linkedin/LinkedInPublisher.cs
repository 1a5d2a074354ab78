using ContentMultiplier.Content;

namespace ContentMultiplier.Publishers.LinkedIn;

/// <summary>One post of a member or an organization. Its files are there before it, so that one call makes it.</summary>
internal sealed class LinkedInPublisher(LinkedInClient linkedIn, Attachments attachments) : IPublisher
{
    public const string Step = "post";
    public const string CommentStep = "comment";

    public async Task<PublishedPost> PublishAsync(PublishContext context, CancellationToken cancellationToken)
    {
        var options = context.OptionsAs<LinkedInOptions>();
        var author = context.Credential.AccountExternalId
            ?? throw new PlatformRefusedException(FailureCategories.Unauthorized, "The account has no author.") { Action = "Reconnect the account." };
        var post = new CreatePost
        {
            Author = author,
            Commentary = LittleText.Write(context.Content.Text),
            Visibility = options.Visibility,
            IsReshareDisabledByAuthor = options.DisableReshare,
            Content = await attachments.PrepareAsync(context, options, cancellationToken),
        };

        var created = await context.OnceAsync(
            Step,
            ct => linkedIn.CreatePostAsync(post, context.Credential, ct),
            cancellationToken,
            Fingerprint.Of(context.Content.Text),
            answer => answer.Id);

        var published = new PublishedPost(created.Id, $"https://www.linkedin.com/feed/update/{created.Id}/");
        return options.FirstComment is { } comment
            ? published with { Note = await CommentAsync(context, author, published, comment, cancellationToken) }
            : published;
    }

    private Task<string?> CommentAsync(
        PublishContext context, string author, PublishedPost post, string comment, CancellationToken cancellationToken) => context.AddAsync(
        post,
        CommentStep,
        "The first comment",
        ct => linkedIn.CommentAsync(post.ExternalId, new CreateComment(author, post.ExternalId, new CommentMessage(comment)), context.Credential, ct),
        cancellationToken,
        Fingerprint.Of(comment),
        created => created.Id);
}
