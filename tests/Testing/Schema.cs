using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace ContentMultiplier.Testing;

/// <summary>Migrations are written by hand, so what they make is compared with the model, and with the rules for tables.</summary>
public static class Schema
{
    private const string Columns = """
        select c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end
        from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and c.relname not in ('__EFMigrationsHistory', 'idempotency_keys')
        """;

    private const string WithoutRowSecurity = """
        select c.relname
        from pg_attribute a join pg_class c on c.oid = a.attrelid
        where a.attname = 'workspace_id' and c.relkind = 'r' and not (c.relrowsecurity and c.relforcerowsecurity)
        """;

    /// <summary>
    /// The columns that the migrated database has, as <c>table.column type [not null]</c>, without the answers to repeated requests:
    /// those are spoken to in SQL.
    /// </summary>
    public static Task<List<string>> ColumnsOfAsync(TestDatabase database) => ReadAsync(database, Columns);

    /// <summary>The columns that the model expects, in the same form.</summary>
    public static List<string> ColumnsOf(DbContext context) =>
    [
        .. from entity in context.Model.GetEntityTypes()
           let table = StoreObjectIdentifier.Table(entity.GetTableName()!, null)
           from property in entity.GetProperties()
           where property.GetColumnName(table) != "xmin"
           select $"{table.Name}.{property.GetColumnName(table)} {property.GetColumnType()}{(property.IsNullable ? "" : " not null")}",
    ];

    /// <summary>Tables with a workspace whose row-level security is not forced.</summary>
    public static Task<List<string>> UnprotectedTablesOfAsync(TestDatabase database) => ReadAsync(database, WithoutRowSecurity);

    private static async Task<List<string>> ReadAsync(TestDatabase database, string sql)
    {
        await using var connection = new NpgsqlConnection(database.AdministratorConnectionString);
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
