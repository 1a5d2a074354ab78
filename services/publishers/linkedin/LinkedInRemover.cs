namespace ContentMultiplier.Publishers.LinkedIn;

/// <summary>Deletes the post; what was uploaded for it is seen nowhere else.</summary>
internal sealed class LinkedInRemover(LinkedInClient linkedIn) : IRemover
{
    private const string Urn = "urn:li:";

    public Task RemoveAsync(RevisionContext context, CancellationToken cancellationToken)
    {
        var urn = context.ValueOf<CreatedPost>(LinkedInPublisher.Step)?.Id ?? context.ExternalId;
        return urn.StartsWith(Urn, StringComparison.Ordinal)
            ? RevisionContext.UnlessGoneAsync(() => linkedIn.DeletePostAsync(urn, context.Credential, cancellationToken))
            : throw new PlatformRefusedException(FailureCategories.NotFound, $"`{urn}` is no URN of LinkedIn's.") { Action = "Delete the post at LinkedIn." };
    }
}
