namespace ContentMultiplier.Posts.Publishing;

/// <summary>What is planned for later than an account can be published to.</summary>
internal static class ExpiryWarnings
{
    public static IEnumerable<string> Of(IEnumerable<ValidTarget> targets, DateTimeOffset? dueAt) => targets
        .Select(target => target.Target.Account)
        .Where(account => account.ExpiresAt <= dueAt)
        .Select(account => $"the access to the {account.Platform} account {account.Label} ends at {account.ExpiresAt:yyyy-MM-dd'T'HH:mm:ss'Z'}, "
            + "before this is due; connect it again before then");
}
