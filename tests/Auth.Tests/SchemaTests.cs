using ContentMultiplier.Auth.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace ContentMultiplier.Auth.Tests;

public sealed class SchemaTests
{
    private const string Columns = """
        select c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end
        from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and c.relname <> '__EFMigrationsHistory'
        """;

    private const string WithoutRowSecurity = """
        select c.relname
        from pg_attribute a join pg_class c on c.oid = a.attrelid
        where a.attname = 'workspace_id' and c.relkind = 'r' and not (c.relrowsecurity and c.relforcerowsecurity)
        """;

    private AuthApp _app = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _app = await SharedApp.GetAsync();

    [Test]
    public async Task The_model_and_the_migrated_schema_agree()
    {
        await using var context = AuthApp.Context(_app.Database.ConnectionString);

        var expected =
            from entity in context.Model.GetEntityTypes()
            let table = StoreObjectIdentifier.Table(entity.GetTableName()!, null)
            from property in entity.GetProperties()
            select $"{table.Name}.{property.GetColumnName(table)} {property.GetColumnType()}{(property.IsNullable ? "" : " not null")}";

        Assert.That(await ReadAsync(Columns), Is.EquivalentTo(expected));
    }

    [Test]
    public async Task Every_table_of_a_workspace_is_kept_to_it() => Assert.That(await ReadAsync(WithoutRowSecurity), Is.Empty);

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

    private async Task<List<string>> ReadAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_app.Database.AdministratorConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> rows = [];
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
