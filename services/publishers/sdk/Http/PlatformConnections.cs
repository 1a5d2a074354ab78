using ContentMultiplier.ServiceDefaults.Http;

namespace ContentMultiplier.Publishing.Http;

/// <summary>Connections to a platform: guarded against inside addresses, followed byte by byte, and silent in traces.</summary>
internal static class PlatformConnections
{
    public static SocketsHttpHandler Create(IServiceProvider services)
    {
        var connections = EgressGuard.Handler(services);
        connections.PlaintextStreamFilter = static (context, _) => new(new WatermarkStream(context.PlaintextStream));

        // The framework's spans carry the address, and platforms put secrets into it.
        connections.ActivityHeadersPropagator = null;

        // Shorter than the idle limit of common servers: a create that meets a connection being closed has an unknown end.
        connections.PooledConnectionIdleTimeout = TimeSpan.FromSeconds(4);
        connections.MaxConnectionsPerServer = 256;
        return connections;
    }
}
