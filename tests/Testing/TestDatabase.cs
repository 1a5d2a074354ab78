using ContentMultiplier.Local.Databases;
using ContentMultiplier.Local.Servers;
using Npgsql;

namespace ContentMultiplier.Testing;

/// <summary>A fresh, empty database of one service with the roles it has in production; gone when disposed.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly PostgresServer _server;
    private readonly string _name;

    private TestDatabase(PostgresServer server, string name, string connectionString, string migrationsConnectionString)
    {
        _server = server;
        _name = name;
        ConnectionString = connectionString;
        MigrationsConnectionString = migrationsConnectionString;
    }

    /// <summary>As the service connects: it may read and write rows, nothing else.</summary>
    public string ConnectionString { get; }

    /// <summary>As its migrations connect.</summary>
    public string MigrationsConnectionString { get; }

    /// <summary>As nobody of the suite connects: past row-level security.</summary>
    public string AdministratorConnectionString => _server.AdministratorOf(_name);

    public static async Task<TestDatabase> CreateAsync(string service)
    {
        var (server, databases, roles) = await FreshAsync();
        var name = databases.NameOf(service);
        await roles.EnsureServiceDatabaseAsync(service, name, CancellationToken.None);
        return new(server, name, databases.ConnectionOf(service), databases.MigrationsOf(service));
    }

    /// <summary>A database for the keys that protect sign-in tickets.</summary>
    public static async Task<TestDatabase> CreateKeyRingAsync()
    {
        var (server, databases, roles) = await FreshAsync();
        var name = databases.NameOf("keyring");
        await roles.EnsureKeyRingDatabaseAsync(name, CancellationToken.None);
        return new(server, name, databases.KeyRing(), databases.KeyRing());
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(AdministratorConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public Task ExecuteAsync(string sql) => _server.ExecuteAsync(_name, sql, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await _server.DropDatabaseAsync(_name, CancellationToken.None);
    }

    private static async Task<(PostgresServer Server, ServiceDatabases Databases, DatabaseRoles Roles)> FreshAsync()
    {
        var server = await Servers.PostgresAsync();
        var roles = await Servers.RolesAsync();
        return (server, new ServiceDatabases(server, roles, "_" + Guid.NewGuid().ToString("N")[..12]), roles);
    }
}
