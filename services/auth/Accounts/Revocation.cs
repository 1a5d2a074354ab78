using ContentMultiplier.Auth.Vault;

namespace ContentMultiplier.Auth.Accounts;

/// <summary>A token that the platform is still to be told to forget. The credential itself is gone already.</summary>
internal sealed class Revocation
{
    public const string TokenColumn = "revocation_token";

    private Revocation()
    {
    }

    public Revocation(Guid workspaceId, string platform, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        WorkspaceId = workspaceId;
        Platform = platform;
        DueAt = now;
    }

    public Guid Id { get; private set; }
    public Guid WorkspaceId { get; private set; }
    public string Platform { get; private set; } = "";
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
