namespace ContentMultiplier.Publishers.Twitter;

/// <summary>A token of X opens exactly one account: the user who allowed it.</summary>
internal sealed class TwitterAccounts(TwitterClient twitter) : IAccountDirectory
{
    /// <summary>The attribute that addresses of posts are made with.</summary>
    public const string Username = "username";

    public async Task<IReadOnlyList<DiscoveredAccount>> FindAsync(AccountCredential credential, CancellationToken cancellationToken)
    {
        var me = await twitter.GetMeAsync(credential, cancellationToken);
        return
        [
            new DiscoveredAccount(
                me.Id,
                me.Username,
                TwitterUrls.Profile(me.Username),
                me.ProfileImageUrl,
                new Dictionary<string, string> { [Username] = me.Username }),
        ];
    }
}
