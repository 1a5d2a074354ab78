namespace ContentMultiplier.Publishers.Instagram;

/// <summary>A token opens exactly one account: the professional one whose owner allowed it.</summary>
internal sealed class InstagramAccounts(InstagramClient instagram) : IAccountDirectory
{
    public async Task<IReadOnlyList<DiscoveredAccount>> FindAsync(AccountCredential credential, CancellationToken cancellationToken)
    {
        var me = await instagram.GetMeAsync(credential, cancellationToken);
        if ((me.UserId ?? me.Id) is not { } id)
        {
            return [];
        }

        var name = me.Username ?? id;
        return [new DiscoveredAccount(id, name, $"https://www.instagram.com/{name}/", me.ProfilePictureUrl, Kind: "business")];
    }
}
