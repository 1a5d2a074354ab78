using System.Diagnostics;
using System.Globalization;
using ContentMultiplier.Local;
using ContentMultiplier.Local.Databases;
using ContentMultiplier.Local.Servers;

namespace ContentMultiplier.Testing;

/// <summary>
/// PostgreSQL and RabbitMQ for all tests of a run: the ones that tests/run started, or else one pair per test process, which ends with it
/// even when it is killed. Tests that kill a server start their own with <see cref="SuiteFixture"/>.
/// </summary>
public static class Servers
{
    private static readonly Lazy<Task<ServerPair>> Started = new(StartAsync);
    private static readonly Lazy<Task<DatabaseRoles>> PreparedRoles = new(PrepareRolesAsync);

    public static async Task<PostgresServer> PostgresAsync() => (await Started.Value).Postgres;

    public static async Task<RabbitServer> RabbitAsync() => (await Started.Value).Rabbit;

    internal static Task<ServerPair> PairAsync() => Started.Value;

    internal static Task<DatabaseRoles> RolesAsync() => PreparedRoles.Value;

    // All runs on one server must agree on the roles' passwords; what they share is the server's own.
    internal static Secrets SecretsFor(PostgresServer server) => Secrets.Generate() with { DatabaseRoot = server.Password };

    private static async Task<ServerPair> StartAsync()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("POSTGRES_URL")))
        {
            await StartForThisProcessAsync();
        }

        // The environment names both now, so none of these is used.
        var options = new ServerOptions { DataFolder = Repository.DataFolder, PostgresPassword = string.Empty, RabbitPassword = string.Empty };
        return await ServerPair.StartAsync(options, static _ => Task.CompletedTask, CancellationToken.None);
    }

    private static async Task StartForThisProcessAsync()
    {
        var pid = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        var folder = Path.Combine(Repository.DataFolder, "test", pid);
        string[] arguments = [Repository.Assembly("deploy/local", "local"), "servers", "--detach", "--while", pid, "--data", folder];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"The servers did not start:\n{output}");
        }

        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(folder, "servers.env")))
        {
            var (name, value) = (line["export ".Length..line.IndexOf('=', StringComparison.Ordinal)], line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim('\''));
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    private static async Task<DatabaseRoles> PrepareRolesAsync()
    {
        var server = await PostgresAsync();
        var roles = new DatabaseRoles(server, SecretsFor(server).DatabasePasswordOf);
        await roles.EnsureRolesAsync(CancellationToken.None);
        return roles;
    }
}
