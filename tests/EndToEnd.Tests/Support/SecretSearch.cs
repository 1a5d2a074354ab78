using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using ContentMultiplier.EndToEnd.Tests.Features;
using Npgsql;

namespace ContentMultiplier.EndToEnd.Tests.Support;

/// <summary>
/// Looks for secrets wherever a suite leaves something behind: logs, telemetry, queues and every row of every database, sealed columns
/// among them, because sealed they are not to be found there either.
/// </summary>
internal sealed partial class SecretSearch
{
    /// <summary>Less than that is found by chance.</summary>
    private const int Shortest = 16;

    private readonly SuiteUnderTest _suite;
    private readonly SearchValues<string> _patterns;
    private readonly List<string> _found = [];

    private SecretSearch(SuiteUnderTest suite, IReadOnlyCollection<string> secrets)
    {
        _suite = suite;

        // The database prints bytes as hexadecimal numbers.
        string[] patterns = [.. secrets.SelectMany(secret => new[] { secret, Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret)) })];
        _patterns = SearchValues.Create(patterns, StringComparison.Ordinal);
        Secrets = secrets.Count;
    }

    /// <summary>How many there are to be found.</summary>
    public int Secrets { get; }

    /// <summary>For every token that the platforms gave out, every whole key of the API, and those secrets.</summary>
    public static async Task<SecretSearch> ForAsync(SuiteUnderTest suite, IEnumerable<string> secrets) =>
        new(suite, [.. (await suite.Sandbox.ReadSecretsAsync()).Concat(secrets).Where(secret => secret.Length >= Shortest).Distinct()]);

    /// <returns>Where each was found, and as much of it as tells which; no more than that stands in the report of a test either.</returns>
    public async Task<IReadOnlyList<string>> FindAsync()
    {
        _found.Clear();
        await ReadLogsAsync();
        foreach (var export in _suite.Telemetry.Exports)
        {
            Look(export.Signal, Encoding.Latin1.GetString(export.Body));
        }

        using var broker = new Broker(_suite);
        foreach (var (queue, _) in (await broker.DepthsAsync()).Where(queue => queue.Value > 0))
        {
            Look(queue, await broker.PeekAsync(queue));
        }

        await ReadDatabasesAsync();
        return [.. _found.Distinct()];
    }

    private async Task ReadLogsAsync()
    {
        var logs = Directory.GetFiles(Path.GetDirectoryName(_suite.Processes.Suite.LogOf("gateway"))!);
        Assert.That(logs, Has.Length.GreaterThanOrEqualTo(_suite.Processes.Suite.Members.Count));
        foreach (var log in logs)
        {
            await using var stream = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync() is { } line)
            {
                Look(Path.GetFileName(log), line);
            }
        }
    }

    private async Task ReadDatabasesAsync()
    {
        var postgres = _suite.Processes.Postgres;
        var mark = _suite.Processes.VirtualHost["suite".Length..].Replace('-', '_');
        List<string> databases = [];
        await ReadAsync(postgres.AdministratorOf("postgres"), $"select datname from pg_database where datname like '%\\{mark}'", databases.Add);
        Assert.That(databases, Has.Count.GreaterThanOrEqualTo(5));
        foreach (var database in databases)
        {
            var connection = postgres.AdministratorOf(database);
            List<string> tables = [];
            await ReadAsync(connection, "select quote_ident(tablename) from pg_tables where schemaname = 'public'", tables.Add);
            foreach (var table in tables)
            {
                await ReadAsync(connection, $"select r::text from {table} as r", row => Look($"{database}.{table}", row));
            }
        }
    }

    private static async Task ReadAsync(string connectionString, string sql, Action<string> take)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            take(reader.GetString(0));
        }
    }

    private void Look(string place, string text)
    {
        var at = text.AsSpan().IndexOfAny(_patterns);
        if (at < 0 && WholeKey().Match(text) is { Success: true } key)
        {
            at = key.Index;
        }

        if (at >= 0)
        {
            _found.Add($"{place}: {text.AsSpan(at, 6)}…");
        }
    }

    [GeneratedRegex("cm_live_[0-9A-Za-z]{8}_[0-9A-Za-z]{32}", RegexOptions.None, 10_000)]
    private static partial Regex WholeKey();
}
