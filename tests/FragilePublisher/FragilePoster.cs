using ContentMultiplier.Publishing;

namespace ContentMultiplier.FragilePublisher;

internal sealed class FragilePoster(FragileClient client) : IPublisher
{
    private const string EndsBeforeTheClaim = "ends its worker before the claim";
    private const string EndsBeforeTheCall = "ends its worker before the call";

    public async Task<PublishedPost> PublishAsync(PublishContext context, CancellationToken cancellationToken)
    {
        var text = context.Content.Text;
        EndIf(text, EndsBeforeTheClaim);
        var post = await context.OnceAsync(
            "post",
            ct =>
            {
                EndIf(text, EndsBeforeTheCall);
                return client.CreateAsync(context.Credential, text, ct);
            },
            cancellationToken,
            fingerprint: text,
            externalId: post => post.Id);
        return new PublishedPost(post.Id, null);
    }

    /// <summary>Nothing is written any more and nobody is told.</summary>
    private static void EndIf(string text, string says)
    {
        if (text.Contains(says, StringComparison.Ordinal))
        {
            Environment.FailFast(says);
        }
    }
}

/// <summary>The stand-in's list of what it accepted is complete at any moment.</summary>
internal sealed class FragileReconciler(FragileClient client) : IReconciler
{
    public async Task<ReconcileFinding> FindAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        var found = (await client.ListAsync(context.Credential, cancellationToken)).Where(post => post.Text == context.Fingerprint).ToList();
        return found switch
        {
            [] => ReconcileFinding.Absent(),
            [var one] => ReconcileFinding.Found(new FragilePost(one.Id), one.Id),
            _ => ReconcileFinding.Ambiguous("It is there more than once."),
        };
    }
}
