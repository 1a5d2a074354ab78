using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ContentMultiplier.ServiceDefaults.Persistence;

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
        LogDone(logger, pending.Count);
        return 0;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "This service has no database; nothing to migrate.")]
    private static partial void LogNothing(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} migrations applied.")]
    private static partial void LogDone(ILogger logger, int count);
}
