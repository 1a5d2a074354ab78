using System.Globalization;
using Npgsql;

namespace ContentMultiplier.Local.Servers;

/// <summary>The PostgreSQL server in use, wherever it came from.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    internal const string Administrator = "postgres";
    private const string Variable = "POSTGRES_URL";
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    private readonly IServerHost _host;
    private readonly NpgsqlConnectionStringBuilder _administration;
    private readonly TimeProvider _clock;

    private PostgresServer(IServerHost host, NpgsqlConnectionStringBuilder administration, TimeProvider clock)
    {
        _host = host;
        _administration = administration;
        _clock = clock;
        _administration.GssEncryptionMode = GssEncryptionMode.Disable;
        _administration.Timeout = 5;
    }

    public string Description => $"PostgreSQL on {Host}:{Port.ToString(CultureInfo.InvariantCulture)} ({_host.Description})";

    public string Host => _administration.Host!;

    public int Port => _administration.Port;

    public string Url =>
        $"postgres://{Uri.EscapeDataString(_administration.Username!)}:{Uri.EscapeDataString(_administration.Password ?? string.Empty)}@{Host}:{Port.ToString(CultureInfo.InvariantCulture)}/postgres";

    public string Password => _administration.Password ?? string.Empty;

    internal IReadOnlyDictionary<string, int> Pids => _host.Pids;

    public static async Task<PostgresServer> StartAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        var server = await FindAsync(options, cancellationToken);
        await server.StartAsync(cancellationToken);
        options.Progress(server.Description);
        return server;
    }

    /// <summary>A connection string of the administrator, for set-up only.</summary>
    public string AdministratorOf(string database) =>
        new NpgsqlConnectionStringBuilder(_administration.ConnectionString) { Database = database, Pooling = false }.ConnectionString;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _host.StartAsync(cancellationToken);
        await WaitReadyAsync(cancellationToken);
    }

    /// <summary>Ends all sessions and writes everything.</summary>
    public Task StopAsync() => _host.StopAsync();

    /// <summary>As a crash: nothing is written, recovery happens at the next start.</summary>
    public Task KillAsync() => _host.KillAsync();

    /// <summary>A crash and a start on the same port and data.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await KillAsync();
        await StartAsync(cancellationToken);
    }

    public async Task ExecuteAsync(string database, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(AdministratorOf(database));
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<bool> DatabaseExistsAsync(string name, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(AdministratorOf("postgres"));
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", connection);
        command.Parameters.Add(new() { Value = name });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    public Task CreateDatabaseAsync(string name, string owner, CancellationToken cancellationToken) =>
        ExecuteAsync("postgres", $"CREATE DATABASE \"{name}\" OWNER \"{owner}\"", cancellationToken);

    public Task DropDatabaseAsync(string name, CancellationToken cancellationToken) =>
        ExecuteAsync("postgres", $"DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)", cancellationToken);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    internal static async Task<PostgresServer> FindAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        if (options.UseEnvironment && Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } url)
        {
            return new(new ExternalHost(Variable), Parse(url), options.Clock);
        }

        var port = Ports.Free();
        var administration = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Username = Administrator,
            Password = options.PostgresPassword,
            Database = "postgres",
        };

        if (NativePostgres.FindBinaries() is null && DebianPackages.CanInstall)
        {
            await DebianPackages.InstallAsync(MissingServers.Packages(), options.Progress, cancellationToken);
        }

        if (NativePostgres.FindBinaries() is not null)
        {
            return new(new NativePostgres(options, port), administration, options.Clock);
        }

        if (await DockerHost.AnswersAsync(cancellationToken))
        {
            var name = MissingServers.ContainerName(options.DataFolder, "postgres");
            string[] run = ["--publish", $"127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}:5432", "--volume", $"{name}:/var/lib/postgresql/data", "--shm-size", "256m"];
            var environment = new Dictionary<string, string> { ["POSTGRES_PASSWORD"] = options.PostgresPassword };
            return new(new DockerHost(name, "postgres:17", run, environment), administration, options.Clock);
        }

        throw new LocalException($"PostgreSQL is missing: install it (on Debian and Ubuntu `apt-get install postgresql`), or start a container engine, or set {Variable}=postgres://user:password@host:port/postgres.");
    }

    private static NpgsqlConnectionStringBuilder Parse(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("postgres" or "postgresql"))
        {
            throw new LocalException($"{Variable} must look like postgres://user:password@host:port/postgres.");
        }

        var user = address.UserInfo.Split(':', 2);
        return new NpgsqlConnectionStringBuilder
        {
            Host = address.Host,
            Port = address.Port > 0 ? address.Port : 5432,
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
            Database = "postgres",
        };
    }

    private async Task WaitReadyAsync(CancellationToken cancellationToken)
    {
        var started = _clock.GetTimestamp();
        while (true)
        {
            try
            {
                await ExecuteAsync("postgres", "SELECT 1", cancellationToken);
                return;
            }
            catch (Exception notYet) when (notYet is NpgsqlException or TimeoutException)
            {
                // A refused password will be refused for ever; a server that starts says so with 57P03.
                if (notYet is PostgresException { SqlState: not PostgresErrorCodes.CannotConnectNow } || _clock.GetElapsedTime(started) > StartDeadline)
                {
                    throw new LocalException($"{Description} does not answer: {notYet.Message}", notYet);
                }

                await Task.Delay(TimeSpan.FromMilliseconds(100), _clock, cancellationToken);
            }
        }
    }
}
