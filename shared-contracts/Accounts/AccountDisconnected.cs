namespace ContentMultiplier.Contracts.Accounts;

/// <summary>Event: the credential is destroyed; nothing can be published to this account. Auth sends it; workers drop their leases.</summary>
public sealed record AccountDisconnected
{
    public required Guid AccountId { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required string Platform { get; init; }
    public required long Version { get; init; }
}
