using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using ContentMultiplier.Sandbox.Posts;
using Microsoft.AspNetCore.WebUtilities;

namespace ContentMultiplier.Sandbox.OAuth;

/// <summary>What made-up accounts allowed on one platform: codes of a minute, tokens that outlive the process.</summary>
internal sealed class OAuthGrants(string platform, SandboxFiles files, TimeProvider time) : IRemembered
{
    private static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, OAuthCode> codes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OAuthToken> tokens = new(StringComparer.Ordinal);

    private string Granted => platform + "_token_granted";

    private string Revoked => platform + "_tokens_revoked";

    public static bool IsAccount(string? text) =>
        text is { Length: >= 1 and <= 64 } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');

    public string IssueCode(string account, string clientId, string redirectUri, string[] scopes, string? challenge)
    {
        lock (gate)
        {
            var code = RandomId();
            codes[code] = new OAuthCode(account, clientId, redirectUri, scopes, challenge, time.GetUtcNow() + CodeLife);
            return code;
        }
    }

    /// <summary>A code is good once.</summary>
    public OAuthCode? TakeCode(string code)
    {
        lock (gate)
        {
            return codes.Remove(code, out var pending) && pending.ExpiresAt >= time.GetUtcNow() ? pending : null;
        }
    }

    /// <param name="seconds">Null where it does not end by itself.</param>
    public OAuthToken Issue(string account, string clientId, string[] scopes, int? seconds, string kind = "user")
    {
        var token = new OAuthToken(
            Granted, RandomId(), account, clientId, scopes, seconds is { } life ? time.GetUtcNow().AddSeconds(life) : null, kind);
        lock (gate)
        {
            tokens[token.Value] = token;
        }

        files.Remember(token, SandboxJson.Default.OAuthToken);
        return token;
    }

    public OAuthToken? Find(string? value)
    {
        lock (gate)
        {
            return value is not null && tokens.TryGetValue(value, out var token) && !(token.ExpiresAt < time.GetUtcNow()) ? token : null;
        }
    }

    /// <summary>The token of the request's <c>Authorization</c> header.</summary>
    public OAuthToken? Find(HttpRequest request, string scheme = "Bearer ") =>
        request.Headers.Authorization is [{ } header] && header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
            ? Find(header[scheme.Length..])
            : null;

    public int RevokeAll(string account)
    {
        lock (gate)
        {
            var theirs = tokens.Values.Where(token => token.Account == account).ToArray();
            Array.ForEach(theirs, token => tokens.Remove(token.Value));
            files.Remember(new OAuthToken(Revoked, "", account, "", [], null, ""), SandboxJson.Default.OAuthToken);
            return theirs.Length;
        }
    }

    public void Restore(string kind, JsonElement line)
    {
        if ((kind != Granted && kind != Revoked) || line.Deserialize(SandboxJson.Default.OAuthToken) is not { } token)
        {
            return;
        }

        lock (gate)
        {
            if (kind == Granted)
            {
                tokens[token.Value] = token;
                return;
            }

            foreach (var ended in tokens.Values.Where(known => known.Account == token.Account).ToArray())
            {
                tokens.Remove(ended.Value);
            }
        }
    }

    private static string RandomId() => WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(48));
}

internal sealed record OAuthCode(
    string Account, string ClientId, string RedirectUri, string[] Scopes, string? Challenge, DateTimeOffset ExpiresAt);

/// <param name="Kind">Of the line in the state file.</param>
/// <param name="Sort">What the platform calls this sort of token: a user's or a page's, short-lived or long-lived.</param>
internal sealed record OAuthToken(
    string Kind, [property: JsonPropertyName("access_token")] string Value, string Account, string ClientId, string[] Scopes, DateTimeOffset? ExpiresAt, string Sort)
{
    public bool Allows(params string[] scopes) => scopes.Any(scope => Scopes.Contains(scope));
}
