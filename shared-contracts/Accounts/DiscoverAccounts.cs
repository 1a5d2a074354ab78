namespace ContentMultiplier.Contracts.Accounts;

/// <summary>
/// Request: which accounts does this fresh credential open? Auth asks the platform's worker, which leases the
/// credential of <see cref="ConnectionId"/> and calls the platform; this is also how a key is verified.
/// </summary>
public sealed record DiscoverAccounts
{
    public required string Platform { get; init; }
    public required Guid WorkspaceId { get; init; }

    /// <summary>What the worker leases: a connection in the making, or the id of an account that is being verified.</summary>
    public required Guid ConnectionId { get; init; }
}

/// <summary>Answer to <see cref="DiscoverAccounts"/>: accounts, or why there are none.</summary>
public sealed record AccountsDiscovered
{
    public IReadOnlyList<DiscoveredAccount> Accounts { get; init; } = [];

    /// <summary>What the user really allowed, where the platform tells it only when asked; null where the token's answer tells.</summary>
    public IReadOnlyList<string>? GrantedScopes { get; init; }

    /// <summary>One of the failure categories, when the platform refused or could not be asked.</summary>
    public string? Category { get; init; }

    public string? Detail { get; init; }
}

/// <param name="ExternalId">The platform's id of the page, user, channel…</param>
/// <param name="Attributes">What the publisher needs later and is no secret, such as a guild id.</param>
/// <param name="Kind">What a user who chooses among several calls it, in snake_case: <c>page</c>, <c>organization</c>, <c>person</c>…</param>
public sealed record DiscoveredAccount(
    string ExternalId,
    string Name,
    string? Url = null,
    string? AvatarUrl = null,
    IReadOnlyDictionary<string, string>? Attributes = null,
    string? Kind = null);
