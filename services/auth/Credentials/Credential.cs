using ContentMultiplier.Auth.Vault;

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

    private Credential()
    {
    }

    public Credential(Guid workspaceId, Guid userId, string platform, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
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

    public SecretPlace Place(string column) => new(WorkspaceId, Platform, Id, column);

    public void Confirm(DateTimeOffset now) => ConfirmedAt ??= now;

    public void KeepFields(byte[] fields) => Fields = fields;

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

    public void Renewed()
    {
        Version++;
        RefreshStartedAt = null;
        RefusalCheckAt = null;
        DeadAt = null;
    }

    public void RefreshStarted(DateTimeOffset now) => RefreshStartedAt = now;

    public void RefreshFailed() => RefreshStartedAt = null;

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
