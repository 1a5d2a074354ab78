using ContentMultiplier.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ContentMultiplier.Architecture.Tests;

/// <summary>
/// The wall behind the queries: plain SQL, as each service's role sends it, reaches the rows of the workspace that it named and no
/// other, in every table that has a workspace. No filter of the code takes part in it.
/// </summary>
public sealed class RowSecurityTests
{
    private const int Refused = -1;

    private static readonly Guid Ours = Guid.CreateVersion7();
    private static readonly Guid Theirs = Guid.CreateVersion7();

    // What else a row needs is of no matter here, and is not asked for in this copy of the schema.
    private const string OneRowEach = """
        do $$
        declare
            tab text;
            item record;
        begin
            for tab in select c.table_name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
                where c.table_schema = 'public' and c.column_name = 'workspace_id' and t.table_type = 'BASE TABLE' loop
                for item in select conname from pg_constraint where conrelid = tab::regclass and contype in ('c', 'f', 'p', 'u', 'x', 'n') loop
                    execute format('alter table %I drop constraint if exists %I cascade', tab, item.conname);
                end loop;
                for item in select column_name from information_schema.columns
                    where table_schema = 'public' and table_name = tab and is_nullable = 'NO' and column_name <> 'workspace_id'
                        and is_generated = 'NEVER' and is_identity = 'NO' loop
                    execute format('alter table %I alter column %I drop not null', tab, item.column_name);
                end loop;
                execute format('insert into %I (workspace_id) values (%L), (%L)', tab, '{ours}', '{theirs}');
            end loop;
        end $$
        """;

    private static IEnumerable<string> Services => Deployable.All.Where(ContextOf).Select(deployable => deployable.Name);

    [TestCaseSource(nameof(Services))]
    public async Task Row_63_every_row_is_its_workspaces_alone(string service)
    {
        await using var database = await TestDatabase.CreateAsync(service);
        await MigrateAsync(service, database);
        await database.ExecuteAsync(OneRowEach
            .Replace("{ours}", Ours.ToString(), StringComparison.Ordinal).Replace("{theirs}", Theirs.ToString(), StringComparison.Ordinal));
        var tables = await NamesAsync(database, "BASE TABLE");
        var views = await NamesAsync(database, "VIEW");

        await Assert.MultipleAsync(async () =>
        {
            foreach (var readable in tables.Concat(views))
            {
                Assert.That(await CountAsync(database, null, $"select count(*) from {readable}"), Is.Zero, $"{readable} without a workspace");
                Assert.That(await CountAsync(database, Ours, $"select count(*) from {readable}"), Is.EqualTo(1), $"{readable} within one");
                Assert.That(await CountAsync(database, Ours, $"select count(*) from {readable} where workspace_id = '{Theirs}'"), Is.Zero, $"{readable} of another");
            }

            foreach (var table in tables)
            {
                Assert.That(await TriesAsync(database, $"insert into {table} (workspace_id) values ('{Theirs}')"), Is.EqualTo(Refused), $"insert into {table}");
                Assert.That(await TriesAsync(database, $"update {table} set workspace_id = '{Theirs}'"), Is.EqualTo(Refused), $"move in {table}");
                Assert.That(await TriesAsync(database, $"update {table} set workspace_id = workspace_id where workspace_id = '{Theirs}'"), Is.LessThanOrEqualTo(0), $"update {table}");
                Assert.That(await TriesAsync(database, $"delete from {table} where workspace_id = '{Theirs}'"), Is.LessThanOrEqualTo(0), $"delete from {table}");
            }
        });
    }

    [Test]
    public void The_services_with_a_database_are_found() => Assert.That(Services, Is.SupersetOf(new[] { "auth", "posts", "scheduler", "results" }));

    private static bool ContextOf(Deployable deployable) => deployable.Assembly.GetTypes().Any(type => type.IsSubclassOf(typeof(DbContext)));

    private static async Task MigrateAsync(string service, TestDatabase database)
    {
        var type = Deployable.All.Single(deployable => deployable.Name == service).Assembly.GetTypes().Single(type => type.IsSubclassOf(typeof(DbContext)));
        var options = (DbContextOptionsBuilder)Activator.CreateInstance(typeof(DbContextOptionsBuilder<>).MakeGenericType(type))!;
        options.UseNpgsql(database.MigrationsConnectionString)
            .ConfigureWarnings(warnings => warnings.Ignore(Microsoft.EntityFrameworkCore.Diagnostics.RelationalEventId.PendingModelChangesWarning));
        await using var context = (DbContext)Activator.CreateInstance(type, options.Options)!;
        await context.Database.MigrateAsync();
    }

    /// <param name="kind">As <c>information_schema</c> calls it.</param>
    private static async Task<string[]> NamesAsync(TestDatabase database, string kind) => (await database.ScalarAsync<string>($"""
        select coalesce(string_agg(c.table_name, ' '), '') from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
        where c.table_schema = 'public' and c.column_name = 'workspace_id' and t.table_type = '{kind}'
        """)).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <returns>The rows it touched, or -1 when the database refused.</returns>
    private static async Task<int> TriesAsync(TestDatabase database, string statement)
    {
        await using var session = await BeginAsync(database, Ours);
        await using var command = new NpgsqlCommand(statement, session);
        try
        {
            return await command.ExecuteNonQueryAsync();
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return Refused;
        }
    }

    private static async Task<long> CountAsync(TestDatabase database, Guid? workspace, string statement)
    {
        await using var session = await BeginAsync(database, workspace);
        await using var command = new NpgsqlCommand(statement, session);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>As the service itself connects. Nothing is committed: the session ends with its connection.</summary>
    private static async Task<NpgsqlConnection> BeginAsync(TestDatabase database, Guid? workspace)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var begin = new NpgsqlCommand($"begin; select set_config('app.workspace_id', '{workspace}', true)", connection);
        await begin.ExecuteNonQueryAsync();
        return connection;
    }
}
