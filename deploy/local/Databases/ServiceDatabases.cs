using ContentMultiplier.Local.Servers;
using Npgsql;

namespace ContentMultiplier.Local.Databases;

/// <summary>The databases of one suite and how each part connects to them; <paramref name="suffix"/> keeps suites on one server apart.</summary>
public sealed class ServiceDatabases(PostgresServer server, DatabaseRoles roles, string suffix = "")
{
    public string NameOf(string service) => service + suffix;

    /// <summary>Creates what is missing.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await roles.EnsureRolesAsync(cancellationToken);
        foreach (var service in DatabaseRoles.Services)
        {
            await roles.EnsureServiceDatabaseAsync(service, NameOf(service), cancellationToken);
        }

        await roles.EnsureKeyRingDatabaseAsync(NameOf("keyring"), cancellationToken);
    }

    public async Task DropAsync(CancellationToken cancellationToken)
    {
        foreach (var name in DatabaseRoles.Services.Append("keyring"))
        {
            await server.DropDatabaseAsync(NameOf(name), cancellationToken);
        }
    }

    /// <summary>For the service at work.</summary>
    public string ConnectionOf(string service) =>
        Connection(NameOf(service), DatabaseRoles.Of(service), service is "results" or "posts" ? 20 : 10);

    /// <summary>For its migrations.</summary>
    public string MigrationsOf(string service) => Connection(NameOf(service), DatabaseRoles.Owner, 2);

    public string KeyRing() => Connection(NameOf("keyring"), DatabaseRoles.KeyRing, 2);

    private string Connection(string database, string role, int poolSize) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = server.Host,
            Port = server.Port,
            Database = database,
            Username = role,
            Password = roles.PasswordOf(role),
            MaxPoolSize = poolSize,
            Timeout = 5,
            CommandTimeout = 10,
            KeepAlive = 15,
            GssEncryptionMode = GssEncryptionMode.Disable,
            MaxAutoPrepare = 50,
            IncludeErrorDetail = false,
        }.ConnectionString;
}
