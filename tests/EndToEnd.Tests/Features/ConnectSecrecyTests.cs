using System.Net;
using System.Text;
using System.Text.Json;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;
using Npgsql;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>
/// What accounts of every platform are connected with, good or refused, stands in no log, trace, queue or database byte: sealed
/// columns among them, because sealed it is not to be found there either.
/// </summary>
public sealed class ConnectSecrecyTests
{
    private const string Canary = "canary5a4db0c0ffee5a4db0c0ffee00";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string[] ByConsent = ["facebook", "instagram", "linkedin", "mailchimp", "twitter", "wordpress"];

    private static readonly (string Platform, object Good, object Refused)[] ByFields =
    [
        ("wordpress",
            new { site_url = "https://sandbox-wordpress.example", username = "sandbox", application_password = "sand sand boxs boxs sand sand" },
            new { site_url = "https://sandbox-wordpress.example", username = "sandbox", application_password = Canary }),
        ("sendgrid",
            new { api_key = "SG.sandbox-sendgrid.sandbox-sendgrid-key-0123456789", from_email = "news@example.com", from_name = "sandbox-sendgrid" },
            new { api_key = $"SG.{Canary}.{Canary}", from_email = "news@example.com", from_name = "sandbox-sendgrid" }),
        ("mailchimp", new { api_key = "0123456789abcdef0123456789abcdef-us1" }, new { api_key = Canary["canary".Length..] + "00000000-us1" }),
        ("medium", new { integration_token = "5a4db0c05a4db0c05a4db0c05a4db0c05a4db0c05a4db0c0" }, new { integration_token = Canary + Canary }),
    ];

    private static readonly string[] GivenByHand =
    [
        Canary, Canary["canary".Length..], "sandsandboxsboxssandsand", "sand sand boxs boxs sand sand", "sandbox-sendgrid-key-0123456789",
        "0123456789abcdef0123456789abcdef-us1", "5a4db0c05a4db0c05a4db0c05a4db0c05a4db0c05a4db0c0",
    ];

    [Test]
    public async Task Row_94_nothing_that_accounts_are_connected_with_is_found_anywhere()
    {
        var suite = await SuiteUnderTest.SharedAsync();
        var user = await SignedInUser.RegisterAsync(suite);
        await ConnectEverythingAsync(suite, user);
        var secrets = (await suite.Sandbox.ReadSecretsAsync()).Concat(GivenByHand).Where(secret => secret.Length >= 16).Distinct().ToList();
        Assert.That(secrets, Has.Count.GreaterThan(GivenByHand.Length + ByConsent.Length));

        List<string> found = [];
        foreach (var log in Directory.GetFiles(Path.GetDirectoryName(suite.Processes.Suite.LogOf("gateway"))!))
        {
            await using var stream = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream);
            var text = await reader.ReadToEndAsync();
            found.AddRange(secrets.Where(text.Contains).Select(secret => $"{Path.GetFileName(log)}: {Shown(secret)}"));
        }

        foreach (var export in suite.Telemetry.Exports)
        {
            found.AddRange(secrets.Where(export.Contains).Select(secret => $"{export.Signal}: {Shown(secret)}"));
        }

        using var broker = new Broker(suite);
        foreach (var (queue, _) in (await broker.DepthsAsync()).Where(queue => queue.Value > 0))
        {
            var messages = await broker.PeekAsync(queue);
            found.AddRange(secrets.Where(messages.Contains).Select(secret => $"{queue}: {Shown(secret)}"));
        }

        found.AddRange(await FindInDatabasesAsync(suite, secrets));
        Assert.That(found, Is.Empty);
    }

    /// <summary>Enough to know which, and no more than that in the report of a test either.</summary>
    private static string Shown(string secret) => secret[..6] + "…";

    private static async Task ConnectEverythingAsync(SuiteUnderTest suite, SignedInUser user)
    {
        await user.ConnectDiscordAsync(suite);
        foreach (var (platform, good, refused) in ByFields)
        {
            var answer = await Eventually.GetAsync(
                async () => await ConnectAsync(user, platform, good) is { Status: HttpStatusCode.Created } connected ? connected : null,
                Patience,
                $"{platform} is announced and connected");
            Assert.That(GivenByHand.Where(answer.Body.Contains), Is.Empty, platform);

            var no = await ConnectAsync(user, platform, refused);
            Assert.That((int)no.Status, Is.GreaterThanOrEqualTo(400), no.ToString());
            Assert.That(GivenByHand.Where(no.Body.Contains), Is.Empty, platform);
        }

        foreach (var platform in ByConsent)
        {
            await Eventually.BecomesTrueAsync(
                async () => (await user.Http.CallAsync(HttpMethod.Get, $"/api/publishing/auth/{platform}")).Status == HttpStatusCode.OK, Patience);
            await user.Demo.ConnectByConsentAsync(platform, "x-" + Guid.NewGuid().ToString("N")[..12], CancellationToken.None);
        }
    }

    private static Task<Answer> ConnectAsync(SignedInUser user, string platform, object fields) => user.Http.CallAsync(
        HttpMethod.Post, "/api/publishing/credentials", JsonSerializer.Serialize(new { platform, fields }));

    /// <summary>Every row of every table of every database, as text; bytes are looked through in the form that the database prints them in.</summary>
    private static async Task<List<string>> FindInDatabasesAsync(SuiteUnderTest suite, List<string> secrets)
    {
        var postgres = suite.Processes.Postgres;
        var mark = suite.Processes.VirtualHost["suite".Length..].Replace('-', '_');
        var databases = await ReadAsync(postgres.AdministratorOf("postgres"), $"select datname from pg_database where datname like '%\\{mark}'");
        Assert.That(databases, Has.Count.GreaterThanOrEqualTo(5));
        string[] patterns = [.. secrets.SelectMany(secret => new[] { secret, Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret)) })];
        List<string> found = [];
        foreach (var database in databases)
        {
            var connection = postgres.AdministratorOf(database);
            foreach (var table in await ReadAsync(connection, "select quote_ident(tablename) from pg_tables where schemaname = 'public'"))
            {
                var hits = await ReadAsync(
                    connection,
                    $"select left(pattern, 6) from unnest($1) as pattern where exists (select from {table} as r where position(pattern in r::text) > 0)",
                    (object)patterns);
                found.AddRange(hits.Select(hit => $"{database}.{table}: {hit}…"));
            }
        }

        return found;
    }

    private static async Task<List<string>> ReadAsync(string connectionString, string sql, params object[] parameters)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        await using var reader = await command.ExecuteReaderAsync();
        List<string> rows = [];
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
