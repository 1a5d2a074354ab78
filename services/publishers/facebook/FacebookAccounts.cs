namespace ContentMultiplier.Publishers.Facebook;

/// <summary>The pages that the user may post for. Each has a token of its own, by which everything is written.</summary>
internal sealed class FacebookAccounts(FacebookClient facebook) : IAccountDirectory
{
    private const int MostPages = 5;
    private const string PostingTask = "CREATE_CONTENT";

    public async Task<IReadOnlyList<DiscoveredAccount>> FindAsync(AccountCredential credential, CancellationToken cancellationToken)
    {
        if (credential.AccountExternalId is { } known)
        {
            // The token may be the page's own by now, and that one opens no list.
            return [Account(await facebook.GetPageAsync(known, credential, cancellationToken))];
        }

        credential.KeepGrantedScopes(await facebook.GetPermissionsAsync(credential, cancellationToken));
        var accounts = new List<DiscoveredAccount>();
        string? after = null;
        for (var read = 0; read < MostPages; read++)
        {
            var pages = await facebook.GetPagesAsync(after, credential, cancellationToken);
            foreach (var page in (pages.Data ?? []).Where(page => page.AccessToken is not null && page.Tasks?.Contains(PostingTask) != false))
            {
                credential.KeepAccountToken(page.Id, page.AccessToken!);
                accounts.Add(Account(page));
            }

            if (pages.Paging is not { Next: not null, Cursors.After: { } cursor })
            {
                break;
            }

            after = cursor;
        }

        return accounts;
    }

    private static DiscoveredAccount Account(FacebookPage page) =>
        new(page.Id, page.Name ?? page.Id, page.Link ?? $"https://www.facebook.com/{page.Id}", Kind: "page");
}
