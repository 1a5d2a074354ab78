namespace ContentMultiplier.Contracts.Accounts;

/// <summary>Event: a person must reconnect this account. Auth sends it when the platform refuses the credential for good.</summary>
public sealed record AccountNeedsAttention
{
    public required Guid AccountId { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required string Platform { get; init; }
    public required string Reason { get; init; }
    public required long Version { get; init; }
}
