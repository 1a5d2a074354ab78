namespace ContentMultiplier.Publishers.Sendgrid;

/// <summary>A key with a sender is one account: the key alone says nothing of whose it is.</summary>
internal sealed class SendgridAccounts(SendgridClient sendgrid) : IAccountDirectory
{
    private const string Needed = "mail.send";

    public async Task<IReadOnlyList<DiscoveredAccount>> FindAsync(AccountCredential credential, CancellationToken cancellationToken)
    {
        var scopes = (await sendgrid.GetScopesAsync(credential, cancellationToken)).Scopes ?? [];
        if (!scopes.Contains(Needed))
        {
            throw new PlatformRefusedException(FailureCategories.Forbidden, "The API key may not send mail: give it Mail Send, or full access.");
        }

        var address = credential.Fields[SendgridPlatform.FromField];
        var name = credential.Fields.GetValueOrDefault(SendgridPlatform.NameField);
        return [new DiscoveredAccount(address.ToLowerInvariant(), string.IsNullOrWhiteSpace(name) ? address : name, Kind: "sender")];
    }
}
