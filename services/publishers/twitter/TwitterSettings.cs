namespace ContentMultiplier.Publishers.Twitter;

/// <summary>What X does not state for sure. Section <c>Platforms:twitter</c>.</summary>
/// <param name="LinkNotice">What users are told before they publish a link: prices change, and applications have their own. Empty for nothing.</param>
internal sealed record TwitterSettings(string FieldsParameter, string LinkNotice)
{
    public static TwitterSettings Read(IConfiguration configuration) =>
        new(
            configuration["Platforms:twitter:FieldsParameter"] ?? "post.fields",
            configuration["Platforms:twitter:LinkNotice"] ?? "X charges a post with a link at a higher price than one without; see the price list in its developer console");
}
