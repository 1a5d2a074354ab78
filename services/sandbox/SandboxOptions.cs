namespace ContentMultiplier.Sandbox;

/// <summary>The section <c>Sandbox</c>: what is fixed when the process starts.</summary>
internal sealed record SandboxOptions
{
    /// <summary>Gets every accepted create, one JSON line each. Without it nothing outlives the process.</summary>
    public string? File { get; init; }

    /// <summary>Where mail is taken in by SMTP; 0 for any free port, and nothing listens when it is not given.</summary>
    public int? SmtpPort { get; init; }

    public bool AllowNonLoopback { get; init; }
}
