using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ContentMultiplier.ServiceDefaults.Persistence;

/// <summary>A step of <c>migrate</c> that runs after the schema is there.</summary>
public interface IAfterMigration
{
    Task RunAsync(CancellationToken cancellationToken);
}

/// <summary>Applies migrations and ends; replicas never do it at their start.</summary>
internal static partial class MigrationCommand
{
    public static async Task<int> RunAsync(IServiceProvider services)
    {
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("migrate");
        if (services.GetService<MigrationTarget>() is not { } target)
        {
            LogNothing(logger);
            return 0;
        }

        await using var db = target.Create();
        var pending = (await db.Database.GetPendingMigrationsAsync()).ToList();
        await db.Database.MigrateAsync();
        await using var scope = services.CreateAsyncScope();
        foreach (var step in scope.ServiceProvider.GetServices<IAfterMigration>())
        {
            await step.RunAsync(CancellationToken.None);
        }

        LogDone(logger, pending.Count);
        return 0;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "This service has no database; nothing to migrate.")]
    private static partial void LogNothing(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} migrations applied.")]
    private static partial void LogDone(ILogger logger, int count);
}
