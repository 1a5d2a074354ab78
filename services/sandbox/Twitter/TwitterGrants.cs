using System.Security.Cryptography;
using System.Text.Json;
using ContentMultiplier.Sandbox.Posts;
using Microsoft.AspNetCore.WebUtilities;

namespace ContentMultiplier.Sandbox.Twitter;

/// <summary>What a user allowed, and the tokens that came of it. A refresh token is good for one use.</summary>
internal sealed class TwitterGrants(SandboxFiles files, SandboxSettings settings, TwitterUsers users, TimeProvider time) : IRemembered
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, AccessToken> access = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Grant> refresh = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Grant> grants = new(StringComparer.Ordinal);

    public GrantLine Issue(string handle, string clientId, string scope)
    {
        lock (gate)
        {
            var grant = new Grant(RandomId(16), handle, users.Know(handle), clientId, scope);
            grants[grant.Id] = grant;
            return Renew(grant);
        }
    }

    /// <summary>Null when the refresh token was used before, revoked, made up, or belongs to another client.</summary>
    public GrantLine? Refresh(string refreshToken, string clientId)
    {
        lock (gate)
        {
            return refresh.GetValueOrDefault(refreshToken) is { } grant && grant.ClientId == clientId ? Renew(grant) : null;
        }
    }

    public Grant? FindByAccessToken(string token)
    {
        lock (gate)
        {
            return access.TryGetValue(token, out var known) && known.ExpiresAt > time.GetUtcNow() ? known.Grant : null;
        }
    }

    public void Revoke(string token)
    {
        lock (gate)
        {
            var grant = access.TryGetValue(token, out var known) ? known.Grant : refresh.GetValueOrDefault(token);
            if (grant is not null)
            {
                Revoke(grant);
            }
        }
    }

    /// <summary>What the user does on the page of connected apps.</summary>
    public int RevokeAll(string handle)
    {
        lock (gate)
        {
            var hers = grants.Values.Where(grant => string.Equals(grant.Handle, handle, StringComparison.OrdinalIgnoreCase)).ToArray();
            Array.ForEach(hers, Revoke);
            return hers.Length;
        }
    }

    public void Restore(string kind, JsonElement line)
    {
        if (kind is not (GrantLine.Granted or GrantLine.Revoked) || line.Deserialize(SandboxJson.Default.GrantLine) is not { } remembered)
        {
            return;
        }

        lock (gate)
        {
            if (kind == GrantLine.Revoked)
            {
                if (grants.TryGetValue(remembered.Grant, out var revoked))
                {
                    Forget(revoked);
                }

                return;
            }

            if (!grants.TryGetValue(remembered.Grant, out var grant))
            {
                grant = new Grant(remembered.Grant, remembered.Handle, users.Know(remembered.Handle), remembered.ClientId, remembered.Scope);
                grants[grant.Id] = grant;
            }

            Hold(grant, remembered);
        }
    }

    private static string RandomId(int bytes) => WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(bytes));

    private GrantLine Renew(Grant grant)
    {
        var seconds = settings.Current.AccessTokenSeconds ?? SandboxSettings.UsualAccessTokenSeconds;
        var line = new GrantLine(
            GrantLine.Granted,
            grant.Id,
            grant.Handle,
            grant.ClientId,
            grant.Scope,
            RandomId(48),
            time.GetUtcNow().AddSeconds(seconds),
            grant.Allows("offline.access") ? RandomId(48) : null,
            seconds);
        Hold(grant, line);
        files.Remember(line, SandboxJson.Default.GrantLine);
        return line;
    }

    private void Hold(Grant grant, GrantLine line)
    {
        if (grant.RefreshToken is { } spent)
        {
            refresh.Remove(spent);
        }

        var now = time.GetUtcNow();
        foreach (var expired in grant.AccessTokens.Where(token => access[token].ExpiresAt <= now).ToArray())
        {
            access.Remove(expired);
            grant.AccessTokens.Remove(expired);
        }

        access[line.AccessToken] = new AccessToken(grant, line.AccessExpiresAt);
        grant.AccessTokens.Add(line.AccessToken);
        grant.RefreshToken = line.RefreshToken;
        if (line.RefreshToken is { } token)
        {
            refresh[token] = grant;
        }
    }

    private void Revoke(Grant grant)
    {
        Forget(grant);
        files.Remember(
            new GrantLine(GrantLine.Revoked, grant.Id, grant.Handle, grant.ClientId, grant.Scope, "", time.GetUtcNow(), null, 0),
            SandboxJson.Default.GrantLine);
    }

    private void Forget(Grant grant)
    {
        grants.Remove(grant.Id);
        grant.AccessTokens.ForEach(token => access.Remove(token));
        if (grant.RefreshToken is { } token)
        {
            refresh.Remove(token);
        }
    }

    private readonly record struct AccessToken(Grant Grant, DateTimeOffset ExpiresAt);
}

internal sealed class Grant(string id, string handle, string userId, string clientId, string scope)
{
    private readonly string[] scopes = scope.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public string Id => id;

    public string Handle => handle;

    public string UserId => userId;

    public string ClientId => clientId;

    public string Scope => scope;

    public List<string> AccessTokens { get; } = [];

    public string? RefreshToken { get; set; }

    public bool Allows(string wanted) => Array.IndexOf(scopes, wanted) >= 0;
}

/// <summary>A pair of tokens as it is remembered.</summary>
internal sealed record GrantLine(
    string Kind,
    string Grant,
    string Handle,
    string ClientId,
    string Scope,
    string AccessToken,
    DateTimeOffset AccessExpiresAt,
    string? RefreshToken,
    int ExpiresIn)
{
    public const string Granted = "twitter_granted";
    public const string Revoked = "twitter_revoked";
}
