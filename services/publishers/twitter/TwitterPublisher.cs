using ContentMultiplier.Content;

namespace ContentMultiplier.Publishers.Twitter;

/// <summary>A post, or a thread: each part answers the one before it.</summary>
internal sealed class TwitterPublisher(TwitterClient twitter, TwitterMedia media) : IPublisher
{
    public async Task<PublishedPost> PublishAsync(PublishContext context, CancellationToken cancellationToken)
    {
        var options = context.OptionsAs<TwitterOptions>();
        var (quoted, answered) = (TwitterOptions.IdOf(options.QuotePostId), TwitterOptions.IdOf(options.ReplyToPostId));
        if (quoted is not null && context.Content.Media.Count > 0)
        {
            throw new PlatformRefusedException(FailureCategories.InvalidContent, $"options.quote_post_id: together with {context.Content.Media.Count} files; X takes one or the other")
            {
                Action = "Remove the files, or do not quote.",
            };
        }

        var files = await media.PrepareAsync(context, cancellationToken);
        CreatedPost? first = null;
        CreatedPost? last = null;
        for (var part = 1; part <= context.Texts.Count; part++)
        {
            var post = Part(context.Texts[part - 1], options, files, last) with
            {
                QuoteTweetId = last is null ? quoted : null,
                Reply = (last?.Id ?? answered) is { } parent ? new(parent) : null,
            };
            last = await context.OnceAsync(
                TwitterSteps.Part(part),
                ct => twitter.CreatePostAsync(post, context.Credential, ct),
                cancellationToken,
                new TwitterTrace(Fingerprint.Of(post.Text), answered, quoted).ToString(),
                created => created.Id);
            first ??= last;
        }

        return new PublishedPost(first!.Id, TwitterUrls.Post(context.Credential, first.Id));
    }

    private static CreatePostRequest Part(
        string text, TwitterOptions options, IReadOnlyList<string>? files, CreatedPost? parent) => new()
    {
        Text = text,
        MadeWithAi = options.MadeWithAi,
        PaidPartnership = options.PaidPartnership,

        // The first part opens the conversation; what holds for it is no option of an answer.
        Media = parent is null && files is not null ? new(files) : null,
        ReplySettings = parent is null ? options.ReplySettings : null,
        CommunityId = parent is null ? options.CommunityId : null,
        ShareWithFollowers = parent is null ? options.ShareWithFollowers : null,
    };
}

/// <summary>What a part is looked for by: its words, and what of the options changes how X shows it.</summary>
/// <param name="Answered">The post that the first part answers.</param>
/// <param name="Quoted">The post that the first part quotes, a link to which X may put at the end of the text.</param>
internal sealed record TwitterTrace(string Fingerprint, string? Answered, string? Quoted)
{
    private const char Separator = '|';

    public override string ToString() => Answered is null && Quoted is null ? Fingerprint : string.Join(Separator, Fingerprint, Answered, Quoted);

    public static TwitterTrace Read(string text) => text.Split(Separator) is [var fingerprint, var answered, var quoted]
        ? new(fingerprint, answered.Length == 0 ? null : answered, quoted.Length == 0 ? null : quoted)
        : new(text, null, null);
}

/// <summary>The names under which results remembers the parts.</summary>
internal static class TwitterSteps
{
    private const string Prefix = "part-";

    /// <param name="number">From 1.</param>
    public static string Part(int number) => $"{Prefix}{number}";

    public static bool IsPart(string step) => step.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The step whose post this step's post answers; null for the first.</summary>
    public static string? Before(string step) => int.Parse(step.AsSpan(Prefix.Length)) is > 1 and var number ? Part(number - 1) : null;
}

internal static class TwitterUrls
{
    public static string Profile(string username) => $"https://x.com/{username}";

    public static string Post(AccountCredential credential, string id) =>
        credential.Attributes.TryGetValue(TwitterAccounts.Username, out var username)
            ? $"{Profile(username)}/status/{id}"
            : $"https://x.com/i/web/status/{id}";

    public static bool IsId(string id) => id.Length is > 0 and < 20 && id.All(char.IsAsciiDigit);
}
