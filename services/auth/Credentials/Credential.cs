using ContentMultiplier.Auth.Vault;
using ContentMultiplier.ServiceDefaults;

namespace ContentMultiplier.Auth.Credentials;

/// <summary>
/// What opens one or more accounts of a platform: the tokens of one OAuth consent, or the fields of a key platform.
/// It is in the making until the platform's worker has found accounts with it.
/// </summary>
internal sealed class Credential
{
    public const string AccessTokenColumn = "access_token";
    public const string RefreshTokenColumn = "refresh_token";
    public const string FieldsColumn = "fields";

    /// <summary>Whoever has not chosen by then starts again.</summary>
    public static readonly TimeSpan UnconfirmedLife = TimeSpan.FromHours(1);

    /// <summary>Platforms tell a remaining time, which is never the same to the second.</summary>
    private static readonly TimeSpan RefreshEndTolerance = TimeSpan.FromHours(1);

    private Credential()
    {
    }

    public Credential(Guid workspaceId, Guid userId, string platform, DateTimeOffset now)
    {
        Id = TimedId.Next(now);
        WorkspaceId = workspaceId;
        UserId = userId;
        Platform = platform;
        CreatedAt = now;
        Version = now.ToUnixTimeMilliseconds();
    }

    public Guid Id { get; private set; }
    public Guid WorkspaceId { get; private set; }
    public Guid UserId { get; private set; }
    public string Platform { get; private set; } = "";

    public byte[]? AccessToken { get; private set; }
    public byte[]? RefreshToken { get; private set; }
    public byte[]? Fields { get; private set; }

    public string[] Scopes { get; private set; } = [];
    public DateTimeOffset? ExpiresAt { get; private set; }

    /// <summary>When the token is to be renewed: before it ends, so that nobody ever waits for a dead one.</summary>
    public DateTimeOffset? RefreshAt { get; private set; }

    /// <summary>When the refresh token ends for good, as far as the platform says.</summary>
    public DateTimeOffset? RefreshExpiresAt { get; private set; }

    /// <summary>How often in a row the platform could not be asked for a new token.</summary>
    public int RefreshFailures { get; private set; }

    /// <summary>Until then a token that still lives is not tried to be renewed again.</summary>
    public DateTimeOffset? RefreshRetryAt { get; private set; }

    /// <summary>
    /// Counts the secrets; guards every change of them. It starts at the time, so that it also grows when an account is
    /// connected anew and a worker still remembers the version before.
    /// </summary>
    public long Version { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? ConfirmedAt { get; private set; }

    /// <summary>Some process is asking the platform for new tokens since then.</summary>
    public DateTimeOffset? RefreshStartedAt { get; private set; }

    /// <summary>The platform refused the refresh token once; it is asked again after this instant, and then believed.</summary>
    public DateTimeOffset? RefusalCheckAt { get; private set; }

    /// <summary>The platform refused the refresh token for good.</summary>
    public DateTimeOffset? DeadAt { get; private set; }

    /// <summary>When the access ends unless a person connects again; null where it renews itself or does not end.</summary>
    public DateTimeOffset? EndsAt => RefreshToken is null ? ExpiresAt : RefreshExpiresAt;

    public SecretPlace Place(string column) => new(WorkspaceId, Platform, Id, column);

    public void Confirm(DateTimeOffset now) => ConfirmedAt ??= now;

    public void KeepFields(byte[] fields) => Fields = fields;

    public void Grant(IReadOnlyList<string> scopes) => Scopes = [.. scopes];

    /// <param name="refreshToken">Null keeps the former one: many platforms send it only once.</param>
    public void KeepTokens(
        byte[] accessToken, byte[]? refreshToken, string[] scopes, DateTimeOffset? expiresAt, DateTimeOffset? refreshAt)
    {
        AccessToken = accessToken;
        RefreshToken = refreshToken ?? RefreshToken;
        Scopes = scopes;
        ExpiresAt = expiresAt;
        RefreshAt = refreshAt;
    }

    /// <summary>
    /// A refresh token whose end moves with every renewal never ends as long as it is renewed, and that this service sees to.
    /// </summary>
    public void KeepRefreshEnd(DateTimeOffset? end, bool isRenewal)
    {
        if (!isRenewal)
        {
            RefreshExpiresAt = end;
        }
        else if (end > RefreshExpiresAt + RefreshEndTolerance)
        {
            RefreshExpiresAt = null;
        }
    }

    public void Renewed()
    {
        Version++;
        RefreshStartedAt = null;
        RefreshFailures = 0;
        RefreshRetryAt = null;
        RefusalCheckAt = null;
        DeadAt = null;
    }

    public void RefreshStarted(DateTimeOffset now) => RefreshStartedAt = now;

    /// <param name="firstDelay">Doubled with every failure.</param>
    public void RefreshFailed(DateTimeOffset now, TimeSpan firstDelay, TimeSpan longestDelay)
    {
        RefreshStartedAt = null;
        var delay = firstDelay * Math.Pow(2, Math.Min(RefreshFailures++, 16));
        RefreshRetryAt = now + (delay < longestDelay ? delay : longestDelay);
    }

    /// <returns>True when the refusal is the second one and final.</returns>
    public bool RefreshRefused(DateTimeOffset now, TimeSpan checkAfter)
    {
        RefreshStartedAt = null;
        if (RefusalCheckAt is null)
        {
            RefusalCheckAt = now + checkAfter;
            return false;
        }

        DeadAt ??= now;
        return true;
    }
}
