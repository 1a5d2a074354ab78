using ContentMultiplier.Local.Servers;

namespace ContentMultiplier.Local.Databases;

/// <summary>
/// Who may do what: cm_owner makes the tables of every service, cm_&lt;service&gt; reads and writes the rows of its own and nothing else.
/// None of them may pass by row-level security. deploy/postgres/init.sh does the same for containers.
/// </summary>
public sealed class DatabaseRoles(PostgresServer server, Func<string, string> passwordOf)
{
    public const string Owner = "cm_owner";
    public const string KeyRing = "cm_keyring";

    public static IReadOnlyList<string> Services { get; } = ["auth", "posts", "scheduler", "results", "media", "webhooks"];

    public static string Of(string service) => "cm_" + service;

    public string PasswordOf(string role) => passwordOf(role);

    public async Task EnsureRolesAsync(CancellationToken cancellationToken)
    {
        string[] roles = [Owner, KeyRing, .. Services.Select(Of)];
        var statements = roles.Select(role => $"""
            DO $$ BEGIN
              IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role}; END IF;
            END $$;
            ALTER ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD '{passwordOf(role)}';
            """);

        // Several test runs may share a server, and two of them altering one role at a time is an error.
        await server.ExecuteAsync(
            "postgres",
            "SELECT pg_advisory_xact_lock(hashtext('content-multiplier roles'));\n" + string.Join('\n', statements),
            cancellationToken);
    }

    /// <summary>Creates the database of a service unless it is there.</summary>
    public async Task EnsureServiceDatabaseAsync(string service, string database, CancellationToken cancellationToken)
    {
        var role = Of(service);
        await EnsureDatabaseAsync(database, Owner, role, cancellationToken);
        await server.ExecuteAsync(
            database,
            $"""
            ALTER DEFAULT PRIVILEGES FOR ROLE {Owner} IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};
            ALTER DEFAULT PRIVILEGES FOR ROLE {Owner} IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role};
            ALTER DEFAULT PRIVILEGES FOR ROLE {Owner} IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO {role};
            """,
            cancellationToken);
    }

    /// <summary>Creates the database of the keys that protect sign-in tickets, which all web processes share.</summary>
    public Task EnsureKeyRingDatabaseAsync(string database, CancellationToken cancellationToken) =>
        EnsureDatabaseAsync(database, KeyRing, KeyRing, cancellationToken);

    private async Task EnsureDatabaseAsync(string database, string owner, string user, CancellationToken cancellationToken)
    {
        if (!await server.DatabaseExistsAsync(database, cancellationToken))
        {
            await server.CreateDatabaseAsync(database, owner, cancellationToken);
        }

        await server.ExecuteAsync(
            "postgres",
            $"REVOKE CONNECT, TEMPORARY ON DATABASE \"{database}\" FROM PUBLIC; GRANT CONNECT, TEMPORARY ON DATABASE \"{database}\" TO {user};",
            cancellationToken);
    }
}
