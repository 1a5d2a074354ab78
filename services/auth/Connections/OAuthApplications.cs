namespace ContentMultiplier.Auth.Connections;

/// <summary>How this installation is registered with a platform.</summary>
/// <param name="ClientSecret">Null for a public client.</param>
/// <param name="Issuer">What <c>iss</c> of a callback must say (RFC 9207), where the platform sends it.</param>
internal sealed record OAuthApplication(string ClientId, string? ClientSecret, Uri RedirectUri, string? Issuer)
{
    public override string ToString() => $"OAuthApplication {{ RedirectUri = {RedirectUri} }}";
}

/// <summary>
/// <c>&lt;SLUG&gt;_CLIENT_ID</c>, <c>&lt;SLUG&gt;_CLIENT_SECRET</c> and <c>&lt;SLUG&gt;_REDIRECT_URI</c>, or the same as
/// <c>Platforms:&lt;slug&gt;:ClientId</c>… A new platform needs settings here, and no code.
/// </summary>
internal sealed class OAuthApplications(IConfiguration configuration)
{
    /// <returns>Null when nobody has registered this installation with the platform.</returns>
    public OAuthApplication? Find(string platform)
    {
        var clientId = Read(platform, "CLIENT_ID", "ClientId");
        return clientId is not null && Uri.TryCreate(Read(platform, "REDIRECT_URI", "RedirectUri"), UriKind.Absolute, out var redirectUri)
            ? new OAuthApplication(clientId, Read(platform, "CLIENT_SECRET", "ClientSecret"), redirectUri, Read(platform, "ISSUER", "Issuer"))
            : null;
    }

    private string? Read(string platform, string variable, string key)
    {
        var value = configuration[$"{platform.ToUpperInvariant().Replace('-', '_')}_{variable}"]
            ?? configuration[$"Platforms:{platform}:{key}"];
        return string.IsNullOrWhiteSpace(value) ? null : value;
    }
}
