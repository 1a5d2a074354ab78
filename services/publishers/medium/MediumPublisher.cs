namespace ContentMultiplier.Publishers.Medium;

/// <summary>Pictures first, which nobody sees until a story shows them; then the story, in one call.</summary>
internal sealed class MediumPublisher(MediumClient medium) : IPublisher
{
    public async Task<PublishedPost> PublishAsync(PublishContext context, CancellationToken cancellationToken)
    {
        var options = context.OptionsAs<MediumOptions>();
        var id = context.Credential.AccountExternalId
            ?? throw new PlatformRefusedException(FailureCategories.NotFound, "The account is no profile or publication.") { Action = "Connect the account again." };
        var place = context.Credential.Attributes.GetValueOrDefault(MediumAccounts.Place, MediumAccounts.Profile);
        var pictures = new List<Picture>();
        foreach (var (index, item) in context.Content.Media.Index())
        {
            pictures.Add(await context.PrepareAsync($"image-{index + 1}", ct => UploadAsync(item, index, context, ct), cancellationToken));
        }

        var tags = MediumBody.TagsOf(context.Content);
        var story = await context.OnceAsync(
            "story",
            ct => medium.CreateAsync(
                place,
                id,
                new()
                {
                    Title = context.Content.Title ?? "",
                    Content = MediumBody.Render(context.Content, pictures),
                    Tags = tags.Count == 0 ? null : tags,
                    CanonicalUrl = options.CanonicalUrl,
                    PublishStatus = options.PublishStatus,
                    License = options.License,
                    NotifyFollowers = options.NotifyFollowers,
                },
                context.Credential,
                ct),
            cancellationToken,
            externalId: made => made.Id ?? "");

        return new PublishedPost(story.Id!, story.Url);
    }

    private async Task<Picture> UploadAsync(MediaItem item, int index, PublishContext context, CancellationToken cancellationToken)
    {
        await using var file = await context.Media.OpenAsync(item, cancellationToken);
        var name = item.FileName ?? Path.GetFileName(new Uri(item.Url).LocalPath);
        var picture = await medium.UploadAsync(file, name.Length > 0 ? name : $"image-{index + 1}", context.Credential, cancellationToken);
        return string.IsNullOrEmpty(picture.Url) ? throw new LostAnswerException("Medium took the picture and did not say where it is.") : picture;
    }
}

/// <summary>A token opens its owner's profile and the publications the owner writes for.</summary>
internal sealed class MediumAccounts(MediumClient medium) : IAccountDirectory
{
    /// <summary>The attribute that says which of the two an account is, by the word in its address.</summary>
    public const string Place = "place";
    public const string Profile = "users";

    /// <summary>Nobody has to allow it: without it the profile is the only place.</summary>
    public const string PublicationsScope = "listPublications";

    private const string InPublication = "publications";

    public async Task<IReadOnlyList<DiscoveredAccount>> FindAsync(AccountCredential credential, CancellationToken cancellationToken)
    {
        var user = await medium.GetUserAsync(credential, cancellationToken);
        var publications = await PublicationsOfAsync(user, credential, cancellationToken);
        return
        [
            new(user.Id, user.Username ?? user.Name ?? user.Id, user.Url, user.ImageUrl, Of(Profile), "person"),
            .. publications.Select(publication => new DiscoveredAccount(
                publication.Id, publication.Name ?? publication.Id, publication.Url, publication.ImageUrl, Of(InPublication), "publication")),
        ];
    }

    private async Task<Publication[]> PublicationsOfAsync(MediumUser user, AccountCredential credential, CancellationToken cancellationToken)
    {
        try
        {
            return await medium.GetPublicationsAsync(user.Id, credential, cancellationToken);
        }
        catch (PlatformRefusedException refusal) when (credential.HasAccessToken && refusal.Category == FailureCategories.Forbidden)
        {
            return [];
        }
    }

    private static Dictionary<string, string> Of(string place) => new() { [Place] = place };
}
