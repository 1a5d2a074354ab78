using System.Globalization;
using Npgsql;

namespace ContentMultiplier.Results.Restores;

/// <summary>
/// <c>restored 2026-01-31T09:50:00Z</c>, after a restore and before anything starts: 0 when it is written down, 1 when it could not be,
/// 2 when the time is none.
/// </summary>
internal static class RestoredCommand
{
    public static bool IsMeant(string[] args) => args is ["restored", ..];

    public static async Task<int> RunAsync(IServiceProvider services, string[] args)
    {
        if (args is not [_, var text]
            || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var backupAt)
            || backupAt > services.GetRequiredService<TimeProvider>().GetUtcNow())
        {
            await Console.Error.WriteLineAsync("Usage: results restored TIME, where TIME is when the backup was taken, such as 2026-01-31T09:50:00Z.");
            return 2;
        }

        try
        {
            var restoredAt = await services.GetRequiredService<RestoreLog>().AddAsync(backupAt.ToUniversalTime(), CancellationToken.None);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"What was due until {restoredAt:u} is not sent before its platform has been read for what came there since {backupAt.ToUniversalTime():u}."));
            return 0;
        }
        catch (NpgsqlException exception)
        {
            await Console.Error.WriteLineAsync($"It could not be written down: {exception.Message}");
            return 1;
        }
    }
}
