using ContentMultiplier.ServiceDefaults.Messaging;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ContentMultiplier.ServiceDefaults.Persistence;

public static class PersistenceExtensions
{
    private const string LockTimeout = "3s";

    /// <summary>
    /// The service's own database: a data source for statements by hand, a context for the rest, the <c>migrate</c>
    /// command, and a readiness check that also sees migrations which are not applied.
    /// </summary>
    public static WebApplicationBuilder AddPostgres<TContext>(this WebApplicationBuilder builder)
        where TContext : DbContext
    {
        var connection = builder.Configuration.GetConnectionString("Postgres")
            ?? throw new InvalidOperationException("`ConnectionStrings:Postgres` is not set.");

        RefuseLeakingConnections(connection);

        builder.Services.AddSingleton(_ => new NpgsqlDataSourceBuilder(WithSettings(connection)).Build());
        builder.Services.AddSingleton<TransactionGuard>();
        builder.Services.AddSingleton<OutboxHandover>();
        builder.Services.AddDbContext<TContext>((services, options) => options
            .UseNpgsql(services.GetRequiredService<NpgsqlDataSource>())
            .AddInterceptors(services.GetRequiredService<TransactionGuard>(), services.GetRequiredService<OutboxHandover>()));

        builder.Services.AddSingleton(services => new MigrationTarget(
            () => CreateForMigration<TContext>(builder.Configuration.GetConnectionString("Migrations") ?? connection)));
        builder.Services.AddHealthChecks().AddCheck<DatabaseHealth<TContext>>("database");
        return builder;
    }

    private static TContext CreateForMigration<TContext>(string connection)
        where TContext : DbContext
    {
        // Migrations are written by hand, so there is no model snapshot to compare with; a test compares with the database.
        var options = new DbContextOptionsBuilder<TContext>()
            .UseNpgsql(connection)
            .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning))
            .Options;
        return (TContext)Activator.CreateInstance(typeof(TContext), options)!;
    }

    /// <summary>
    /// Settings of the connection itself, which outlive its reset in the pool. Statements here find rows by key; the planner,
    /// which meets the tables empty, would choose to read them whole, and a prepared statement keeps that plan while they grow.
    /// For the same reason they are planned once, without looking at their values (plan_cache_mode): a list of ids would be planned
    /// again at each call, which took a sixth of the database's time. Compiling a statement (jit) takes longer than any of these runs.
    /// Whoever meets a long lock, as of a migration, comes back later: waiting, it would take a connection from everybody else.
    /// </summary>
    private static string WithSettings(string connection)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection);
        settings.Options = $"{settings.Options} -c enable_seqscan=off -c plan_cache_mode=force_generic_plan -c jit=off -c lock_timeout={LockTimeout}".TrimStart();
        return settings.ConnectionString;
    }

    /// <summary>A pooled connection that keeps its settings would hand one workspace's rows to the next request.</summary>
    private static void RefuseLeakingConnections(string connection)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection);
        if (settings.NoResetOnClose || settings.Multiplexing)
        {
            throw new InvalidOperationException("`No Reset On Close` and `Multiplexing` must stay off: settings of one tenant would leak to another.");
        }
    }
}

/// <summary>How the <c>migrate</c> command gets its context.</summary>
internal sealed record MigrationTarget(Func<DbContext> Create);
