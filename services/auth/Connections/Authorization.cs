using ContentMultiplier.Auth.Vault;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Authentication;

namespace ContentMultiplier.Auth.Connections;

/// <summary>A user who was sent to a platform's consent page and is expected back.</summary>
internal sealed class Authorization
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private Authorization()
    {
    }

    public Authorization(
        CurrentUser user, string platform, byte[] stateHash, byte[] browserHash, string? redirectAfter, DateTimeOffset now)
    {
        Id = TimedId.Next(now);
        WorkspaceId = user.WorkspaceId;
        UserId = user.UserId;
        SessionId = user.SessionId ?? user.ApiKeyId;
        Platform = platform;
        StateHash = stateHash;
        BrowserHash = browserHash;
        RedirectAfter = redirectAfter;
        ExpiresAt = now + Lifetime;
    }

    public Guid Id { get; private set; }
    public Guid WorkspaceId { get; private set; }
    public Guid UserId { get; private set; }

    /// <summary>The sign-in or the API key that started it.</summary>
    public Guid? SessionId { get; private set; }

    public string Platform { get; private set; } = "";
    public byte[] StateHash { get; private set; } = [];

    /// <summary>Hash of the cookie that the browser got at the start: a link followed by somebody else does not work.</summary>
    public byte[] BrowserHash { get; private set; } = [];

    /// <summary>The PKCE verifier, sealed.</summary>
    public byte[] Verifier { get; private set; } = [];

    public string? RedirectAfter { get; private set; }
    public DateTimeOffset ExpiresAt { get; private set; }

    public SecretPlace VerifierPlace => new(WorkspaceId, Platform, Id, "verifier");

    public void Keep(byte[] verifier) => Verifier = verifier;
}
