namespace ContentMultiplier.Contracts.Accounts;

/// <summary>Event: an account can be published to. Auth sends it on connecting and on every change of its name or health.</summary>
public sealed record AccountConnected
{
    public required Guid AccountId { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required string Platform { get; init; }
    public required string Name { get; init; }
    public required string ExternalId { get; init; }

    /// <summary>When the access ends unless a person connects the account again; null where it renews itself or does not end.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Grows with every change; a late event changes nothing.</summary>
    public required long Version { get; init; }
}
