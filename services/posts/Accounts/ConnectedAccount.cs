namespace ContentMultiplier.Posts.Accounts;

/// <summary>What posts knows of an account of auth, by its events.</summary>
internal sealed record ConnectedAccount(Guid Id, string Platform, string? Name, bool NeedsAttention)
{
    public string Label => Name ?? Id.ToString();
}

/// <summary>The accounts of one workspace that are not disconnected, as of <paramref name="LoadedAt"/> (monotonic).</summary>
internal sealed record WorkspaceAccounts(IReadOnlyDictionary<Guid, ConnectedAccount> ById, long LoadedAt)
{
    public IEnumerable<ConnectedAccount> Of(string platform) => ById.Values.Where(account => account.Platform == platform);
}
