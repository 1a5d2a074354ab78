using System.Globalization;
using System.Security.Cryptography;
using ContentMultiplier.Auth.Tests.Support;
using ContentMultiplier.Auth.Vault;
using ContentMultiplier.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;

namespace ContentMultiplier.Auth.Tests;

/// <summary>A key is replaced under many credentials while three processes read them, and one of those is killed half-way.</summary>
public sealed class KeyRotationAtLoadTests
{
    private const string UnderFormerKey = "select count(*) from credentials where encode(substring(access_token from 7 for 2), 'escape') = 'k1'";

    private AuthApp _app = null!;
    private TestUser _user = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _app = await AuthApp.StartAsync(("Vault:KeySetFile", KeySetFiles.Write(KeySet("k1"))));
        _user = await _app.NewUserAsync();
    }

    [TearDown]
    public async Task StopAsync() => await _app.DisposeAsync();

    [TestCase(2_000, 90)]
    [TestCase(100_000, 900, Category = "Long")]
    public async Task Row_92_nobody_reads_in_vain_and_what_was_left_is_done_after_a_kill(int count, int seconds)
    {
        var deadline = TimeSpan.FromSeconds(seconds);
        await InsertAsync(count);
        var processes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => AuthProcess.StartAsync(_app)));
        using var stop = new CancellationTokenSource();
        var readers = processes.Select(process => new Reader(process, _user.WorkspaceId, count)).ToList();
        var reading = Task.WhenAll(readers.Select(reader => reader.RunAsync(stop.Token)));
        try
        {
            await EachReadsOnAsync(readers);
            await using (await HoldSecondHalfAsync(count))
            {
                await File.WriteAllTextAsync(_app.Settings["Vault:KeySetFile"], KeySet("k2"));
                await Eventually.BecomesTrueAsync(async () => await LeftAsync() == count / 2, deadline);
                await processes[0].KillAsync();
            }

            await processes[0].StartAgainAsync();
            await Eventually.BecomesTrueAsync(async () => await LeftAsync() == 0, deadline);
            await EachReadsOnAsync(readers);
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
            foreach (var process in processes)
            {
                await process.DisposeAsync();
            }
        }

        Assert.That(readers.SelectMany(reader => reader.Failures), Is.Empty);
    }

    private static Task EachReadsOnAsync(List<Reader> readers)
    {
        var before = readers.Select(reader => reader.Reads).ToList();
        return Eventually.BecomesTrueAsync(
            () => readers.Zip(before).All(reader => reader.First.Reads >= reader.Second + 10), TimeSpan.FromSeconds(60));
    }

    /// <summary>Both keys open from the beginning, as they do when the runbook comes to changing the primary one.</summary>
    private static string KeySet(string primary) =>
        $$$"""{"primary":"{{{primary}}}","keys":{"k1":{"b64":"{{{First}}}","status":"enabled"},"k2":{"b64":"{{{Second}}}","status":"enabled"} } }""";

    private static string First { get; } = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static string Second { get; } = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static string TokenOf(int number) => string.Create(CultureInfo.InvariantCulture, $"token-{number}");

    /// <summary>In order, so that a half of them is a half of the ids.</summary>
    private static Guid IdOf(int number) => Guid.Parse(string.Create(CultureInfo.InvariantCulture, $"01900000-0000-7000-8000-{number:D12}"));

    private Task<long> LeftAsync() => _app.Database.ScalarAsync<long>(UnderFormerKey);

    /// <summary>Rows that somebody holds are not waited for, so that the work stands still half-way until this is disposed.</summary>
    private async Task<NpgsqlConnection> HoldSecondHalfAsync(int count)
    {
        var connection = new NpgsqlConnection(_app.Database.AdministratorConnectionString);
        await connection.OpenAsync();
        await using var hold = new NpgsqlCommand($"begin; select id from credentials where id >= '{IdOf(count / 2)}' for update", connection);
        await hold.ExecuteNonQueryAsync();
        return connection;
    }

    private async Task InsertAsync(int count)
    {
        var vault = _app.Services.GetRequiredService<CredentialVault>();
        await using var connection = new NpgsqlConnection(_app.Database.AdministratorConnectionString);
        await connection.OpenAsync();
        await using (var rows = await connection.BeginBinaryImportAsync(
            "copy credentials (id, workspace_id, user_id, platform, access_token, scopes, version, created_at, confirmed_at) from stdin (format binary)"))
        {
            var now = TimeProvider.System.GetUtcNow();
            for (var number = 0; number < count; number++)
            {
                await rows.StartRowAsync();
                await rows.WriteAsync(IdOf(number));
                await rows.WriteAsync(_user.WorkspaceId);
                await rows.WriteAsync(_user.UserId);
                await rows.WriteAsync(StubWorker.OAuthPlatform);
                await rows.WriteAsync(vault.Seal(TokenOf(number), new SecretPlace(_user.WorkspaceId, StubWorker.OAuthPlatform, IdOf(number), "access_token")));
                await rows.WriteAsync(Array.Empty<string>());
                await rows.WriteAsync(1L);
                await rows.WriteAsync(now, NpgsqlDbType.TimestampTz);
                await rows.WriteAsync(now, NpgsqlDbType.TimestampTz);
            }

            await rows.CompleteAsync();
        }

        await _app.Database.ExecuteAsync(
            """
            insert into accounts (id, workspace_id, platform, external_id, name, attributes, credential_id, health, version, connected_at)
            select id, workspace_id, platform, id::text, 'One of many', '{}', id, 'ok', 1, now() from credentials;
            analyze credentials; analyze accounts
            """);
    }

    /// <summary>A worker that leases one credential after the other from one process, as long as that is there.</summary>
    private sealed class Reader(AuthProcess process, Guid workspaceId, int count)
    {
        private volatile int _reads;

        public int Reads => _reads;

        public List<string> Failures { get; } = [];

        public async Task RunAsync(CancellationToken stop)
        {
            while (!stop.IsCancellationRequested)
            {
                if (process.IsUp)
                {
                    await ReadAsync(Random.Shared.Next(count));
                }
                else
                {
                    await Task.Delay(20, CancellationToken.None);
                }
            }
        }

        private async Task ReadAsync(int number)
        {
            try
            {
                using var answer = await process.LeaseAsync(IdOf(number), workspaceId);
                var lease = await answer.Content.ReadAsStringAsync(CancellationToken.None);
                if (!answer.IsSuccessStatusCode || !lease.Contains($"\"{TokenOf(number)}\"", StringComparison.Ordinal))
                {
                    Failures.Add($"{(int)answer.StatusCode}: {lease}");
                }

                _reads++;
            }
            catch (HttpRequestException) when (!process.IsUp)
            {
                // It was killed under this very request.
            }
        }
    }
}
