using ContentMultiplier.Auth.Credentials;
using ContentMultiplier.Auth.Vault;
using ContentMultiplier.ServiceDefaults;

namespace ContentMultiplier.Auth.Accounts;

/// <summary>A token that the platform is still to be told to forget. The credential itself is gone already.</summary>
internal sealed class Revocation
{
    public const string TokenColumn = "revocation_token";

    private Revocation()
    {
    }

    public Revocation(Credential credential, string[] endsConsentOf, DateTimeOffset now)
    {
        Id = TimedId.Next(now);
        WorkspaceId = credential.WorkspaceId;
        Platform = credential.Platform;
        EndsConsentOf = endsConsentOf;
        DueAt = now;
    }

    public Guid Id { get; private set; }
    public Guid WorkspaceId { get; private set; }
    public string Platform { get; private set; } = "";

    /// <summary>Accounts that would lose their consent in other workspaces too; empty where the token alone is forgotten.</summary>
    public string[] EndsConsentOf { get; private set; } = [];

    public byte[] Token { get; private set; } = [];
    public int Attempts { get; private set; }
    public DateTimeOffset DueAt { get; private set; }

    public SecretPlace Place => new(WorkspaceId, Platform, Id, TokenColumn);

    public void Keep(byte[] token) => Token = token;

    public void TryAgain(DateTimeOffset at)
    {
        Attempts++;
        DueAt = at;
    }
}
