using System.Net;
using ContentMultiplier.Content;

namespace ContentMultiplier.Publishers.Twitter;

/// <summary>Looks for a part whose answer was lost in what the account has posted since.</summary>
internal sealed class TwitterReconciler(TwitterClient twitter) : IReconciler
{
    private const int MostPages = 10;

    /// <summary>X's clock is not ours.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    public async Task<ReconcileFinding> FindAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        if (context.Fingerprint is not { } fingerprint || context.Credential.AccountExternalId is not { } userId)
        {
            return ReconcileFinding.Blind("The step carries no fingerprint.");
        }

        var trace = TwitterTrace.Read(fingerprint);
        var wanted = trace.Fingerprint;
        var same = new List<string>();
        var similar = new List<string>();
        string? page = null;
        for (var read = 0; read < MostPages; read++)
        {
            var answer = await twitter.GetPostsAsync(userId, context.SentAfter - Margin, page, context.Credential, cancellationToken);
            if (answer is { Data: null, Errors: [var error, ..] })
            {
                return ReconcileFinding.Unreadable(error.Detail ?? error.Title ?? "X did not say why.");
            }

            foreach (var post in (answer.Data ?? []).Where(post => MayBe(post, context, trace)))
            {
                // X escapes three characters; a text that held such escapes itself may come as it was.
                var text = WithLinksAsWritten(post, trace.Quoted);
                string[] found = [Fingerprint.Of(WebUtility.HtmlDecode(text)), Fingerprint.Of(text)];
                if (found.Contains(wanted))
                {
                    same.Add(post.Id);
                }
                else if (found.Any(one => Fingerprint.SameWords(one, wanted)))
                {
                    similar.Add(post.Id);
                }
            }

            page = answer.Meta?.NextToken;
            if (page is null)
            {
                return Judge(same, similar);
            }
        }

        return ReconcileFinding.Blind("The account has posted more since than is read.");
    }

    /// <summary>Other links than were sent are no proof in either direction: X may have rewritten one.</summary>
    private static ReconcileFinding Judge(List<string> same, List<string> similar) => (same, similar) switch
    {
        ([var id], _) => ReconcileFinding.Found(new CreatedPost(id), id),
        ([], []) => ReconcileFinding.Absent(),
        ([], _) => ReconcileFinding.Ambiguous($"Posts with the same words and other links: {string.Join(", ", similar)}."),
        _ => ReconcileFinding.Ambiguous($"Posts with the same text: {string.Join(", ", same)}."),
    };

    /// <summary>Not a part that is known already, and in the same place of the conversation.</summary>
    private static bool MayBe(TimelinePost post, ReconcileContext context, TwitterTrace trace)
    {
        if (context.AcceptedSteps.Any(step => step.ExternalId == post.Id))
        {
            return false;
        }

        var answered = post.ReferencedPosts?.FirstOrDefault(reference => reference.Type == "replied_to")?.Id;
        if (TwitterSteps.Before(context.Step) is not { } before)
        {
            return trace.Answered is null
                ? answered is null && (post.ConversationId is null || post.ConversationId == post.Id)
                : answered is null ? post.ConversationId is not null && post.ConversationId != post.Id : answered == trace.Answered;
        }

        // Which post it answers may be left out of the answer; which conversation it is in is not.
        return answered is not null
            ? answered == context.ValueOf<CreatedPost>(before)?.Id
            : post.ConversationId is not null && (trace.Answered is null
                ? post.ConversationId == context.ValueOf<CreatedPost>(TwitterSteps.Part(1))?.Id
                : post.ConversationId != post.Id);
    }

    private static string WithLinksAsWritten(TimelinePost post, string? quoted) => (post.Entities?.Urls ?? []).Aggregate(
        post.Text,
        (text, link) => link is { Url: { Length: > 0 } url, ExpandedUrl: { } written } ? text.Replace(url, IsFile(written) || IsQuoted(url, written, post.Text, quoted) ? "" : written, StringComparison.Ordinal) : text);

    /// <summary>X ends the text of a post that has files with a link to them, which nobody wrote.</summary>
    private static bool IsFile(string link) =>
        Uri.TryCreate(link, UriKind.Absolute, out var address)
        && address.Host is "x.com" or "twitter.com" or "pic.x.com" or "pic.twitter.com"
        && address.AbsolutePath.Split('/') is [_, _, "status", _, "photo" or "video", ..];

    /// <summary>The link to a quoted post, where X has put it at the end.</summary>
    private static bool IsQuoted(string url, string written, string text, string? quoted) =>
        quoted is not null && written.EndsWith($"/status/{quoted}", StringComparison.Ordinal) && text.TrimEnd().EndsWith(url, StringComparison.Ordinal);
}
