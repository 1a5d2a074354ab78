using System.Text.Json;
using ContentMultiplier.Local.Servers;
using ContentMultiplier.Local.Suites;

namespace ContentMultiplier.Local;

/// <summary>run.json: where everything is while it runs, for scripts. It is there only while all of it works.</summary>
public sealed record RunFile
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public int SupervisorPid { get; init; } = Environment.ProcessId;

    public Uri? Gateway { get; init; }

    public Uri? Sandbox { get; init; }

    public string? ApiKey { get; init; }

    public required RabbitEntry Rabbitmq { get; init; }

    public required PostgresEntry Postgres { get; init; }

    public IReadOnlyDictionary<string, ServiceEntry> Services { get; init; } = new Dictionary<string, ServiceEntry>();

    public static string PathIn(string dataFolder) => Path.Combine(dataFolder, "run.json");

    public static RunFile Of(PostgresServer postgres, RabbitServer rabbit, Suite? suite = null, string? apiKey = null) => new()
    {
        Gateway = suite?.Gateway,
        Sandbox = suite?.Sandbox,
        ApiKey = apiKey,
        Rabbitmq = new(rabbit.Url, rabbit.Management.Address, rabbit.User, rabbit.Password),
        Postgres = new(postgres.Url),
        Services = suite?.Members.ToDictionary(
            member => member.Name,
            member => new ServiceEntry(suite.Pid(member.Name), member.Url, suite.LogOf(member.Name))) ?? [],
    };

    public static async Task<RunFile?> ReadAsync(string dataFolder, CancellationToken cancellationToken)
    {
        var path = PathIn(dataFolder);
        return File.Exists(path)
            ? JsonSerializer.Deserialize<RunFile>(await File.ReadAllTextAsync(path, cancellationToken), Json)
            : null;
    }

    public Task WriteAsync(string dataFolder, CancellationToken cancellationToken) =>
        PrivateFile.WriteAsync(PathIn(dataFolder), JsonSerializer.Serialize(this, Json), cancellationToken);
}

public sealed record RabbitEntry(string Amqp, Uri Management, string User, string Password);

public sealed record PostgresEntry(string Url);

public sealed record ServiceEntry(int Pid, Uri Url, string Log);
