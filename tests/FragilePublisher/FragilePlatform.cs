using ContentMultiplier.Contracts.Accounts;
using ContentMultiplier.Contracts.Platforms;
using ContentMultiplier.Publishing;
using Microsoft.Extensions.Configuration;

namespace ContentMultiplier.FragilePublisher;

/// <summary>For tests alone: a worker that certain texts end at once, as a defect of a library below it would.</summary>
internal sealed class FragilePlatform : IPlatform
{
    /// <summary>The address of a webhook of the platforms' stand-in, without its host.</summary>
    public const string Webhook = "webhook";

    public PlatformDescriptor Describe(IConfiguration configuration) => new()
    {
        Slug = "fragile",
        DisplayName = "Fragile",
        Capabilities = new()
        {
            ContentTypes = ["post"],
            Text = new() { Counting = TextCounting.CodePoints, MaxLength = 500 },
            Credentials = new()
            {
                Kind = CredentialKinds.Fields,
                Fields = [new(Webhook, "Webhook", Secret: true, "^/[A-Za-z0-9/._-]{16,300}$", "The stand-in makes it")],
            },
        },
    };

    public void Configure(PublisherBuilder publisher) => publisher
        .PublishWith<FragilePoster>()
        .DiscoverAccountsWith<FragileAccounts>()
        .ReconcileWith<FragileReconciler>()
        .CallWith<FragileClient>("api", "https://fragile.example");
}

/// <summary>A webhook is one account, and its name.</summary>
internal sealed class FragileAccounts : IAccountDirectory
{
    public Task<IReadOnlyList<DiscoveredAccount>> FindAsync(AccountCredential credential, CancellationToken cancellationToken)
    {
        var id = FragileClient.IdOf(credential);
        return Task.FromResult<IReadOnlyList<DiscoveredAccount>>([new DiscoveredAccount(id, id)]);
    }
}
