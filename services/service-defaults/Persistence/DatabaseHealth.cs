using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace ContentMultiplier.ServiceDefaults.Persistence;

/// <summary>Ready when the database answers and has every migration this build knows.</summary>
internal sealed class DatabaseHealth<TContext>(NpgsqlDataSource dataSource, TContext db) : IHealthCheck
    where TContext : DbContext
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = dataSource.CreateCommand("""select "MigrationId" from "__EFMigrationsHistory" """);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            HashSet<string> applied = new(StringComparer.Ordinal);
            while (await reader.ReadAsync(cancellationToken))
            {
                applied.Add(reader.GetString(0));
            }

            var pending = db.Database.GetMigrations().Where(migration => !applied.Contains(migration)).ToList();
            return pending.Count == 0
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"Migrations are not applied: {string.Join(", ", pending)}; run `migrate`.");
        }
        catch (NpgsqlException exception)
        {
            return HealthCheckResult.Unhealthy($"The database does not answer ({exception.SqlState ?? exception.GetType().Name}).");
        }
    }
}
