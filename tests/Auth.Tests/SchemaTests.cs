using ContentMultiplier.Auth.Tests.Support;
using ContentMultiplier.Testing;
using Npgsql;

namespace ContentMultiplier.Auth.Tests;

public sealed class SchemaTests
{
    private AuthApp _app = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _app = await SharedApp.GetAsync();

    [Test]
    public async Task The_model_and_the_migrated_schema_agree()
    {
        await using var context = AuthApp.Context(_app.Database.ConnectionString);

        Assert.That(Schema.ColumnsOf(context), Is.EquivalentTo(await Schema.ColumnsOfAsync(_app.Database)));
    }

    [Test]
    public async Task Every_table_of_a_workspace_is_kept_to_it() =>
        Assert.That(await Schema.UnprotectedTablesOfAsync(_app.Database), Is.Empty);

    [Test]
    public async Task Without_a_tenant_there_are_no_rows()
    {
        var user = await _app.NewUserAsync();
        await user.ConnectByFieldsAsync();

        foreach (var table in new[] { "memberships", "accounts", "credentials", "api_keys", "authorizations", "revocations" })
        {
            await using var connection = new NpgsqlConnection(_app.Database.ConnectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand($"select count(*) from {table}", connection);
            Assert.That(await command.ExecuteScalarAsync(), Is.EqualTo(0L), table);
        }
    }
}
