namespace ContentMultiplier.Auth.Credentials;

/// <summary>Configuration section <c>Refresh</c>.</summary>
internal sealed class RefreshOptions
{
    /// <summary>How often it is looked for tokens to renew.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(30);
}
