namespace ContentMultiplier.Contracts.Platforms;

/// <summary>
/// How an account of the platform is connected: by OAuth 2, by fields that the user fills in, or by either of them where both
/// are given.
/// </summary>
public sealed record CredentialScheme
{
    /// <summary>One of <see cref="CredentialKinds"/>: the first choice where there are two.</summary>
    public required string Kind { get; init; }

    /// <summary>The fields of a key platform, in the order of the form.</summary>
    public IReadOnlyList<CredentialField> Fields { get; init; } = [];

    public OAuth2Scheme? OAuth2 { get; init; }
}

public static class CredentialKinds
{
    public const string OAuth2 = "oauth2";
    public const string Fields = "fields";
}

/// <param name="Name">The member of <c>fields</c>, in snake_case.</param>
/// <param name="Pattern">A .NET regular expression that the whole value must match; null takes every text.</param>
/// <param name="Way">
/// Where an account is connected in one of several ways: the name of the way that the field belongs to. The fields of exactly one
/// way are given, and <paramref name="Required"/> holds for that way.
/// </param>
public sealed record CredentialField(
    string Name, string Label, bool Secret, string? Pattern = null, string? Hint = null, bool Required = true, string? Way = null);
