namespace ContentMultiplier.Publishers.__Name__;

/// <summary>What __Name__ takes, as data, and which classes speak to it.</summary>
internal sealed class __Name__Platform : IPlatform
{
    public PlatformDescriptor Describe(IConfiguration configuration) => new()
    {
        Slug = "__slug__",
        DisplayName = "__Name__",
        Capabilities = new()
        {
            ContentTypes = ["post"],
            Text = new() { Counting = TextCounting.CodePoints, MaxLength = 500 },
            Credentials = new()
            {
                Kind = CredentialKinds.Fields,
                Fields = [new("api_key", "API key", Secret: true, "^[A-Za-z0-9_-]{16,128}$", "Settings, API, New key")],
            },
        },
    };

    public void Configure(PublisherBuilder publisher) => publisher
        .PublishWith<__Name__Publisher>()
        .DiscoverAccountsWith<__Name__Accounts>()
        .CallWith<__Name__Client>("api", "https://api.__slug__.example");
}
