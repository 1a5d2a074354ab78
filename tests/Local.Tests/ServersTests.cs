using ContentMultiplier.Local.Databases;
using ContentMultiplier.Testing;
using Npgsql;

namespace ContentMultiplier.Local.Tests;

public sealed class ServersTests
{
    [Test]
    public async Task A_service_reads_and_writes_what_the_owner_made_and_makes_nothing_itself()
    {
        await using var database = await TestDatabase.CreateAsync("posts");
        await ExecuteAsync(database.MigrationsConnectionString, "CREATE TABLE notes (id bigserial PRIMARY KEY, text text)");

        await ExecuteAsync(database.ConnectionString, "INSERT INTO notes (text) VALUES ('one')");

        Assert.That(await database.ScalarAsync<long>("SELECT count(*) FROM notes"), Is.EqualTo(1));
        Assert.That(
            () => ExecuteAsync(database.ConnectionString, "CREATE TABLE more (id int)"),
            Throws.InstanceOf<PostgresException>().With.Property(nameof(PostgresException.SqlState)).EqualTo(PostgresErrorCodes.InsufficientPrivilege));
    }

    [Test]
    public async Task A_service_cannot_connect_to_the_database_of_another()
    {
        await using var posts = await TestDatabase.CreateAsync("posts");
        await using var auth = await TestDatabase.CreateAsync("auth");
        var crossing = new NpgsqlConnectionStringBuilder(posts.ConnectionString)
        {
            Database = new NpgsqlConnectionStringBuilder(auth.ConnectionString).Database,
        };

        Assert.That(() => ExecuteAsync(crossing.ConnectionString, "SELECT 1"), Throws.InstanceOf<PostgresException>());
    }

    [Test]
    public async Task Each_role_connects_to_its_own_database_and_to_no_other()
    {
        List<(string Name, TestDatabase Database)> all = [("keyring", await TestDatabase.CreateKeyRingAsync())];
        foreach (var service in DatabaseRoles.Services)
        {
            all.Add((service, await TestDatabase.CreateAsync(service)));
        }

        try
        {
            var allowed =
                from role in all
                from target in all
                where Connects(role.Database, target.Database)
                select (role.Name, target.Name);

            Assert.That(allowed.ToList(), Is.EquivalentTo(all.Select(own => (own.Name, own.Name))));
        }
        finally
        {
            foreach (var (_, database) in all)
            {
                await database.DisposeAsync();
            }
        }
    }

    [Test]
    public async Task No_role_of_the_suite_passes_by_row_level_security_or_makes_roles()
    {
        await using var database = await TestDatabase.CreateAsync("posts");

        var powerful = await database.ScalarAsync<long>(
            "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'cm\\_%' AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)");

        Assert.That(powerful, Is.Zero);
    }

    [Test]
    public async Task A_fresh_virtual_host_has_a_place_for_messages_that_nobody_can_handle_and_nothing_else()
    {
        await using var host = await TestVirtualHost.CreateAsync();

        Assert.That((await host.QueueDepthsAsync()).Keys, Is.EqualTo(new[] { "dead-letters" }));
    }

    private static bool Connects(TestDatabase role, TestDatabase target)
    {
        var crossing = new NpgsqlConnectionStringBuilder(role.ConnectionString)
        {
            Database = new NpgsqlConnectionStringBuilder(target.ConnectionString).Database,
            Pooling = false,
        };
        using var connection = new NpgsqlConnection(crossing.ConnectionString);
        try
        {
            connection.Open();
            return true;
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return false;
        }
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
