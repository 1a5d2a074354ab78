namespace ContentMultiplier.Auth.Connections;

/// <param name="Scopes">Null when the platform granted what was asked for, or does not say.</param>
/// <param name="RefreshExpiresAt">Null where the refresh token does not end, or the platform does not say.</param>
internal sealed record OAuthTokens(
    string AccessToken, string? RefreshToken, string[]? Scopes, DateTimeOffset? ExpiresAt, DateTimeOffset? RefreshExpiresAt)
{
    public override string ToString() => $"OAuthTokens {{ ExpiresAt = {ExpiresAt}, secrets hidden }}";
}

/// <summary>What came of asking a token endpoint. Only a clear refusal says anything about the grant.</summary>
internal abstract record TokenOutcome
{
    private TokenOutcome()
    {
    }

    public sealed record Granted(OAuthTokens Tokens) : TokenOutcome;

    public sealed record Refused(string Error) : TokenOutcome;

    public sealed record Unavailable(string Reason) : TokenOutcome;
}
