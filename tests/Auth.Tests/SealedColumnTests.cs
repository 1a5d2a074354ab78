using System.Security.Cryptography;
using ContentMultiplier.Auth.Tests.Support;
using ContentMultiplier.Auth.Vault;
using ContentMultiplier.Contracts.Accounts;
using ContentMultiplier.Contracts.Api.Auth;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ContentMultiplier.Auth.Tests;

/// <summary>Every column of every table that holds a sealed secret: its rows open where they stand, and nowhere else.</summary>
public sealed class SealedColumnTests
{
    private AuthApp _app = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _app = await SharedApp.GetAsync();

    [SetUp]
    public void Reset()
    {
        _app.Platform.Reset();
        Forget();
    }

    [TearDown]
    public void Forget()
    {
        _app.Worker.Answer = null;
        _app.Worker.AccountTokens = null;
    }

    [Test]
    public async Task Row_91_a_row_moved_to_another_workspace_platform_id_or_column_does_not_open()
    {
        var user = await UserWithEverythingAsync();
        var vault = _app.Services.GetRequiredService<CredentialVault>();
        foreach (var column in SealedColumn.All)
        {
            var rows = await RowsAsync(column, user.WorkspaceId);
            Assert.That(rows, Is.Not.Empty, $"{column.Table}.{column.Column}");
            foreach (var (secret, place) in rows)
            {
                Assert.That(vault.Open(secret, place), Is.Not.Empty);
                SecretPlace[] elsewhere =
                [
                    place with { WorkspaceId = Guid.NewGuid() },
                    place with { Platform = "another" },
                    place with { CredentialId = Guid.NewGuid() },
                    .. OtherColumns(column).Select(name => place with { Column = name }),
                ];
                foreach (var other in elsewhere)
                {
                    Assert.That(() => vault.Open(secret, other), Throws.InstanceOf<CryptographicException>(), $"{column.Table}: {other}");
                }
            }
        }
    }

    [Test]
    public async Task Every_column_of_bytes_is_a_sealed_secret_or_a_hash()
    {
        await using var connection = new NpgsqlConnection(_app.Database.AdministratorConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            select table_name || '.' || column_name from information_schema.columns
            where table_schema = 'public' and data_type = 'bytea' and column_name not like '%hash%'
              and table_name not like 'outbox%' and table_name not like 'inbox%'
              and table_name || '.' || column_name not in ('refresh_tokens.successor', 'mails.token', 'idempotency_keys.body')
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> columns = [];
        while (await reader.ReadAsync())
        {
            columns.Add(reader.GetString(0));
        }

        Assert.That(columns, Is.EquivalentTo(SealedColumn.All.Select(column => $"{column.Table}.{column.Column}")), "SealedColumn.All is what rotation knows");
    }

    private async Task<TestUser> UserWithEverythingAsync()
    {
        var user = await _app.NewUserAsync();
        await user.ConnectByFieldsAsync();
        await user.ConnectByOAuthAsync();
        await user.StartConnectionAsync();

        _app.Platform.Answer = _ => Task.FromResult(Results.Json(new { access_token = "short-secret-1" }));
        _app.Worker.Answer = _ => new AccountsDiscovered { Accounts = [new("p-1", "One"), new("p-2", "Two")] };
        _app.Worker.AccountTokens = _ => [new("p-1", "token-of-one"), new("p-2", "token-of-two")];
        var chosen = await ConnectPagesAsync(user);
        await user.Http.PostAsync<ConnectedAccountsResponse>(
            "/api/publishing/auth/pagey/accounts", new ChooseAccountsRequest(chosen.ConnectionId!.Value, ["p-1"]));
        await ConnectPagesAsync(user);

        // Sealed by others, or gone before anybody looks.
        var vault = _app.Services.GetRequiredService<CredentialVault>();
        var id = Guid.CreateVersion7();
        await InsertAsync(
            "insert into revocations (id, workspace_id, platform, token, attempts, due_at) values ($1, $2, 'testy', $3, 0, 'infinity')",
            id, user.WorkspaceId, vault.Seal("token", new SecretPlace(user.WorkspaceId, "testy", id, "revocation_token")));
        await InsertAsync(
            "insert into second_factors (user_id, secret, created_at, last_step, failures) values ($1, $2, now(), 0, 0)",
            user.UserId, vault.Seal("seed", new SecretPlace(user.UserId, "user", user.UserId, "totp")));
        return user;
    }

    private static async Task<ConnectedAccountsResponse> ConnectPagesAsync(TestUser user)
    {
        var start = await user.StartConnectionAsync(StubWorker.PagesPlatform);
        using var answer = await user.CompleteAsync(new("code-1", start.State, Iss: "https://pagey.example"), StubWorker.PagesPlatform);
        return await answer.ReadAsync<ConnectedAccountsResponse>();
    }

    private async Task<List<(byte[] Secret, SecretPlace Place)>> RowsAsync(SealedColumn column, Guid workspaceId)
    {
        var owner = column.Table == "second_factors" ? $"user_id in (select user_id from memberships where workspace_id = '{workspaceId}')" : $"workspace_id = '{workspaceId}'";
        await using var connection = new NpgsqlConnection(_app.Database.AdministratorConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            $"select {column.Column}, {column.Place} from {column.Table} where {column.Column} is not null and {owner}", connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<(byte[], SecretPlace)> rows = [];
        while (await reader.ReadAsync())
        {
            rows.Add(((byte[])reader[0], new SecretPlace(reader.GetGuid(1), reader.GetString(2), reader.GetGuid(3), reader.GetString(4))));
        }

        return rows;
    }

    private static IEnumerable<string> OtherColumns(SealedColumn column) =>
        SealedColumn.All.Where(other => other != column).Select(other => other.Place[(other.Place.LastIndexOf(", ", StringComparison.Ordinal) + 2)..].Trim('\''));

    private async Task InsertAsync(string sql, params object[] values)
    {
        await using var connection = new NpgsqlConnection(_app.Database.AdministratorConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.AddWithValue(value);
        }

        await command.ExecuteNonQueryAsync();
    }
}
