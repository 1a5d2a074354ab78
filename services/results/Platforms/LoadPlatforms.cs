using ContentMultiplier.Results.Data;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ContentMultiplier.Results.Platforms;

/// <summary>Remembers the platforms of the last run, so that a lost answer is not taken for unreadable before a worker speaks.</summary>
internal sealed class LoadPlatforms(PlatformCatalogue platforms, IServiceScopeFactory scopes, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested && !await TryLoadAsync(stoppingToken))
        {
            await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken);
        }
    }

    private async Task<bool> TryLoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<ResultsDbContext>();
            await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);
            foreach (var platform in await db.Platforms.AsNoTracking().ToListAsync(cancellationToken))
            {
                platforms.Learn(platform);
            }

            platforms.HasRemembered();
            return true;
        }
        catch (Exception away) when (away is NpgsqlException or TimeoutException || away.InnerException is NpgsqlException)
        {
            // Some of them come wrapped in an exception that blames the caller.
            return false;
        }
    }
}
