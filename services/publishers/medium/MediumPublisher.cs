namespace ContentMultiplier.Publishers.Medium;

/// <summary>From the content to the calls.</summary>
internal sealed class MediumPublisher(MediumClient client) : IPublisher
{
    public async Task<PublishedPost> PublishAsync(PublishContext context, CancellationToken cancellationToken)
    {
        var post = await context.OnceAsync(
            "post",
            ct => client.CreateAsync(context.Credential.Fields["api_key"], new CreatePost(context.Content.Text), ct),
            cancellationToken,
            externalId: post => post.Id);

        return new PublishedPost(post.Id, post.Url);
    }
}

/// <summary>A key opens one account. Asking for it is also how a new key is verified.</summary>
internal sealed class MediumAccounts(MediumClient client) : IAccountDirectory
{
    public async Task<IReadOnlyList<DiscoveredAccount>> FindAsync(AccountCredential credential, CancellationToken cancellationToken)
    {
        var owner = await client.GetOwnerAsync(credential.Fields["api_key"], cancellationToken);
        return [new DiscoveredAccount(owner.Id, owner.Name)];
    }
}
