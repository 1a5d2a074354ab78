namespace ContentMultiplier.Publishers.LinkedIn;

/// <summary>The member who allowed it, and the organizations that the member may post for. An account's id is its author's URN.</summary>
internal sealed class LinkedInAccounts(LinkedInClient linkedIn, LinkedInSettings settings) : IAccountDirectory
{
    private const int PageSize = 100;
    private const int MostPages = 5;

    private static readonly string[] PostingRoles = ["ADMINISTRATOR", "CONTENT_ADMIN", "CONTENT_ADMINISTRATOR", "DIRECT_SPONSORED_CONTENT_POSTER"];

    public async Task<IReadOnlyList<DiscoveredAccount>> FindAsync(AccountCredential credential, CancellationToken cancellationToken)
    {
        var accounts = new List<DiscoveredAccount>();
        if (settings.HasMember)
        {
            var me = await linkedIn.GetMemberAsync(credential, cancellationToken);
            accounts.Add(new DiscoveredAccount(LinkedInUrns.Person + me.Sub, me.Name ?? me.Sub, AvatarUrl: me.Picture, Kind: "person"));
        }

        if (settings.HasOrganizations)
        {
            accounts.AddRange(await FindOrganizationsAsync(credential, cancellationToken));
        }

        return accounts;
    }

    private async Task<List<DiscoveredAccount>> FindOrganizationsAsync(AccountCredential credential, CancellationToken cancellationToken)
    {
        var urns = new List<string>();
        for (var page = 0; page < MostPages; page++)
        {
            var roles = await linkedIn.GetRolesAsync(page * PageSize, PageSize, credential, cancellationToken);
            urns.AddRange(roles
                .Where(role => PostingRoles.Contains(role.Role))
                .Select(role => role.Organization ?? role.OrganizationTarget)
                .OfType<string>());
            if (roles.Length < PageSize)
            {
                break;
            }
        }

        var organizations = new List<DiscoveredAccount>();
        foreach (var urn in urns.Distinct().Where(urn => urn.StartsWith(LinkedInUrns.Organization, StringComparison.Ordinal)))
        {
            var id = urn[LinkedInUrns.Organization.Length..];
            var organization = await linkedIn.GetOrganizationAsync(id, credential, cancellationToken);
            organizations.Add(new DiscoveredAccount(
                urn, organization.LocalizedName ?? id, $"https://www.linkedin.com/company/{organization.VanityName ?? id}/", Kind: "organization"));
        }

        return organizations;
    }
}

internal static class LinkedInUrns
{
    public const string Person = "urn:li:person:";
    public const string Organization = "urn:li:organization:";
}
