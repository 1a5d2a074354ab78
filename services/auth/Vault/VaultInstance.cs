namespace ContentMultiplier.Auth.Vault;

/// <summary>Which keys a running process holds, as it last said; only when all hold a key may it seal.</summary>
internal sealed class VaultInstance
{
    private VaultInstance()
    {
    }

    public Guid Id { get; private set; }
    public string PrimaryKey { get; private set; } = "";
    public string[] Keys { get; private set; } = [];
    public DateTimeOffset ReportedAt { get; private set; }
}
