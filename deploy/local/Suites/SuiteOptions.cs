using ContentMultiplier.Local.Servers;

namespace ContentMultiplier.Local.Suites;

public sealed record SuiteOptions
{
    public required string DataFolder { get; init; }

    public required Secrets Secrets { get; init; }

    public required PostgresServer Postgres { get; init; }

    public required RabbitServer Rabbit { get; init; }

    public string VirtualHost { get; init; } = "content-multiplier";

    /// <summary>Appended to each database name: suites that share a server differ by it.</summary>
    public string DatabaseSuffix { get; init; } = string.Empty;

    /// <summary>A free one when not given.</summary>
    public int? GatewayPort { get; init; }

    public int? SandboxPort { get; init; }

    /// <summary>Whether the stand-in takes the place of the platforms.</summary>
    public bool Sandbox { get; init; } = true;

    /// <summary>Workers beside those of the repository's platforms: slug and folder of the project.</summary>
    public IReadOnlyDictionary<string, string> AddedWorkers { get; init; } = new Dictionary<string, string>();

    public bool Supervised { get; init; } = true;

    /// <summary>Added to what every process gets; wins over it.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public Action<string> Progress { get; init; } = static _ => { };

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
