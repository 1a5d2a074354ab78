using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.ServiceDefaults.Idempotency;

public static class IdempotencyExtensions
{
    /// <summary>For a service whose database has the table of <see cref="IdempotencyKeys.Schema"/>.</summary>
    public static IServiceCollection AddIdempotencyKeys(this IServiceCollection services) =>
        services.AddSingleton<IdempotencyKeys>().AddHostedService<IdempotencySweep>();
}
