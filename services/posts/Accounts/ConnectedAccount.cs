namespace ContentMultiplier.Posts.Accounts;

/// <summary>What posts knows of an account of auth, by its events.</summary>
/// <param name="ExpiresAt">When it can be published to no longer unless somebody connects it again; null where nothing ends.</param>
internal sealed record ConnectedAccount(Guid Id, string Platform, string? Name, bool NeedsAttention, DateTimeOffset? ExpiresAt = null)
{
    public string Label => Name ?? Id.ToString();
}

/// <summary>The accounts of one workspace that are not disconnected, as of <paramref name="LoadedAt"/> (monotonic).</summary>
internal sealed record WorkspaceAccounts(IReadOnlyDictionary<Guid, ConnectedAccount> ById, long LoadedAt)
{
    public IEnumerable<ConnectedAccount> Of(string platform) => ById.Values.Where(account => account.Platform == platform);
}
