namespace ContentMultiplier.Publishers.Twitter;

/// <summary>What X does not state for sure. Section <c>Platforms:twitter</c>.</summary>
internal sealed record TwitterSettings(string FieldsParameter)
{
    public static TwitterSettings Read(IConfiguration configuration) =>
        new(configuration["Platforms:twitter:FieldsParameter"] ?? "post.fields");
}
