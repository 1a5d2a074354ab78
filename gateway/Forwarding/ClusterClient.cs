using Yarp.ReverseProxy;

namespace ContentMultiplier.Gateway.Forwarding;

/// <summary>The gateway's own requests to services, over the connections that it forwards by.</summary>
internal sealed class ClusterClient(IProxyStateLookup proxy)
{
    public IEnumerable<string> Clusters => proxy.GetClusters().Select(cluster => cluster.ClusterId);

    /// <param name="request">Its address is relative to the service.</param>
    public Task<HttpResponseMessage> SendAsync(string clusterId, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!proxy.TryGetCluster(clusterId, out var cluster) || cluster.DestinationsState.AvailableDestinations is not [var destination, ..])
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, $"The cluster {clusterId} has no destination.");
        }

        request.RequestUri = new Uri(new Uri(destination.Model.Config.Address), request.RequestUri!);
        return cluster.Model.HttpClient.SendAsync(request, cancellationToken);
    }
}
