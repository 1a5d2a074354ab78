using ContentMultiplier.Contracts.Platforms;

namespace ContentMultiplier.Auth.Platforms;

internal static class OAuth2Schemes
{
    /// <summary>Revoking one token ends all that the user ever allowed this installation on the platform.</summary>
    public static bool RevokeEndsConsent(this OAuth2Scheme scheme) =>
        string.Equals(scheme.RevokeMethod, "DELETE", StringComparison.OrdinalIgnoreCase);

    /// <summary>The needed scopes that were not granted.</summary>
    public static string[] Missing(this OAuth2Scheme scheme, IEnumerable<string> granted) =>
        [.. scheme.Scopes.Except(granted, StringComparer.OrdinalIgnoreCase)];
}
