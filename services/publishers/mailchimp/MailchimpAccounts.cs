namespace ContentMultiplier.Publishers.Mailchimp;

/// <summary>A key or a consent opens an account of Mailchimp's, and each of its audiences is a place to send to.</summary>
internal sealed class MailchimpAccounts(MailchimpClient mailchimp, MailchimpLogin login) : IAccountDirectory
{
    /// <summary>The attributes that hold the audience's usual sender.</summary>
    public const string FromName = "from_name";
    public const string FromEmail = "from_email";

    public async Task<IReadOnlyList<DiscoveredAccount>> FindAsync(AccountCredential credential, CancellationToken cancellationToken)
    {
        var datacentre = credential.HasAccessToken ? await DatacentreAsync(credential, cancellationToken) : null;
        var address = datacentre is null ? null : new Uri($"https://{datacentre}.api.mailchimp.com/");
        var audiences = await mailchimp.GetAudiencesAsync(address, credential, cancellationToken);
        return
        [
            .. audiences.Select(audience => new DiscoveredAccount(
                audience.Id, audience.Name ?? audience.Id, Attributes: AttributesOf(audience, datacentre), Kind: "audience")),
        ];
    }

    private async Task<string> DatacentreAsync(AccountCredential credential, CancellationToken cancellationToken) =>
        await login.DatacentreAsync(credential, cancellationToken) is { } name && MailchimpServer.IsDatacentre(name)
            ? name
            : throw new PlatformRefusedException(FailureCategories.Unauthorized, "Mailchimp did not say in which datacentre the account is.");

    private static Dictionary<string, string> AttributesOf(Audience audience, string? datacentre)
    {
        var attributes = new Dictionary<string, string>();
        Add(MailchimpServer.Datacentre, datacentre);
        Add(FromName, audience.CampaignDefaults?.FromName);
        Add(FromEmail, audience.CampaignDefaults?.FromEmail);
        return attributes;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                attributes[name] = value;
            }
        }
    }
}
