namespace ContentMultiplier.Local.Servers;

public sealed record ServerOptions
{
    /// <summary>Data, logs and settings of the servers live below it.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Administrator passwords of the servers started here.</summary>
    public required string PostgresPassword { get; init; }

    public required string RabbitPassword { get; init; }

    /// <summary>Servers named by POSTGRES_URL and RABBITMQ_URL are used when set; tests that kill a server want their own.</summary>
    public bool UseEnvironment { get; init; } = true;

    /// <summary>Starts a server again when it dies unasked.</summary>
    public bool Supervised { get; init; }

    /// <summary>Trades what a power cut would lose for speed: for data that nobody needs tomorrow.</summary>
    public bool Throwaway { get; init; }

    /// <summary>Where PostgreSQL keeps its data when that is not to be <see cref="DataFolder"/>.</summary>
    public string? PostgresFolder { get; init; }

    public IReadOnlyDictionary<string, string> PostgresSettings { get; init; } = new Dictionary<string, string>();

    public Action<string> Progress { get; init; } = static _ => { };

    /// <summary>Called when a server's process has started or ended.</summary>
    public Action Changed { get; init; } = static () => { };

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    internal string LogFolder => Path.Combine(DataFolder, "logs");
}
