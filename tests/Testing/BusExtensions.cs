using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.Testing;

public static class BusExtensions
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Until the queues of a process are there and bound. A service starts without its broker, so its start says nothing of
    /// them, and what is published before is for nobody.
    /// </summary>
    /// <exception cref="OperationCanceledException">They are not there within a minute.</exception>
    public static Task WaitForBusAsync(this IServiceProvider services) =>
        services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, Patience);
}
