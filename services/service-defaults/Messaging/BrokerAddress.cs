using Microsoft.Extensions.Configuration;
using RabbitMQ.Client;

namespace ContentMultiplier.ServiceDefaults.Messaging;

/// <summary>Where the broker is.</summary>
/// <param name="Url">`RabbitMq:Url`: user, password, virtual host, and the one node.</param>
/// <param name="Nodes">`RabbitMq:Nodes`, each `host:port`: the nodes of a cluster, any of which will do; in the place of the address's own.</param>
internal sealed record BrokerAddress(Uri Url, IReadOnlyList<string> Nodes)
{
    public IReadOnlyList<AmqpTcpEndpoint> Endpoints => Nodes.Count > 0 ? [.. Nodes.Select(AmqpTcpEndpoint.Parse)] : [new AmqpTcpEndpoint(Url)];

    public static BrokerAddress Of(IConfiguration configuration) => new(
        new Uri(configuration["RabbitMq:Url"] ?? throw new InvalidOperationException("`RabbitMq:Url` is not set.")),
        configuration.GetSection("RabbitMq:Nodes").Get<string[]>() ?? []);
}
