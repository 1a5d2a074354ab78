namespace ContentMultiplier.Contracts.Platforms;

/// <summary>How an account of the platform is connected: by OAuth 2, or by fields that the user fills in.</summary>
public sealed record CredentialScheme
{
    /// <summary>One of <see cref="CredentialKinds"/>.</summary>
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
public sealed record CredentialField(string Name, string Label, bool Secret, string? Pattern = null, string? Hint = null);

/// <summary>RFC 6749 with PKCE (RFC 7636), as the platform speaks it.</summary>
public sealed record OAuth2Scheme
{
    public required string AuthorizeUrl { get; init; }
    public required string TokenUrl { get; init; }
    public string? RevokeUrl { get; init; }
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary><c>basic</c> (header) or <c>form</c>: how a confidential client names itself at the token endpoint.</summary>
    public string ClientAuthentication { get; init; } = "basic";

    /// <summary>Sent along with the authorization request, such as <c>access_type=offline</c>.</summary>
    public IReadOnlyDictionary<string, string> AuthorizeParameters { get; init; } = new Dictionary<string, string>();
}
