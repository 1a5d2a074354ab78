using ContentMultiplier.Contracts.Accounts;
using ContentMultiplier.Contracts.Metrics;
using ContentMultiplier.Contracts.Preview;
using ContentMultiplier.Contracts.Publishing;
using MassTransit;
using RabbitMQ.Client;

namespace ContentMultiplier.ServiceDefaults.Messaging;

/// <summary>
/// Exchanges, routing keys and queues of the suite. Senders and receivers use this one class, because RabbitMQ refuses
/// a second declaration that differs in any argument.
/// </summary>
public static class Topology
{
    /// <summary>Where commands for a platform without a worker wait, for people to see.</summary>
    public const string Unrouted = "publish-post.unrouted";

    private const string AlternateExchange = "alternate-exchange";

    /// <summary>The queue of one purpose of a platform's workers.</summary>
    public static string QueueOf(string platform, string purpose) => $"publisher.{platform}.{purpose}";

    /// <summary>An event that nobody has to hear: without a queue that takes it, it is done with.</summary>
    internal static bool MayGoUnheard(object message) => message is MetricsUpdated;

    /// <summary>What every sender and receiver has to know before the bus starts.</summary>
    internal static void Configure(IRabbitMqBusFactoryConfigurator bus)
    {
        bus.MessageTopology.SetEntityNameFormatter(new EntityNames());
        RouteByPlatform<PublishPost>(bus, message => message.Platform);
        RouteByPlatform<ReconcilePublication>(bus, message => message.Platform);
        RouteByPlatform<CollectMetrics>(bus, message => message.Platform);
        RouteByPlatform<RevisePublication>(bus, message => message.Platform);
        RouteByPlatform<PreviewPost>(bus, message => message.Platform);
        RouteByPlatform<DiscoverAccounts>(bus, message => message.Platform);
        bus.Publish<PublishPost>(publish => publish.BindAlternateExchangeQueue(Unrouted, Unrouted, queue =>
            queue.SetQueueArgument("x-queue-type", "quorum")));
    }

    /// <summary>Binds a worker's queue to the commands of its platform, durable and replicated.</summary>
    public static void BindPlatform<TMessage>(this IRabbitMqReceiveEndpointConfigurator endpoint, string platform)
        where TMessage : class
    {
        endpoint.ConfigureConsumeTopology = false;
        endpoint.Bind<TMessage>(binding =>
        {
            binding.ExchangeType = ExchangeType.Direct;
            binding.RoutingKey = platform;
            if (typeof(TMessage) == typeof(PublishPost))
            {
                binding.SetExchangeArgument(AlternateExchange, Unrouted);
            }
        });
    }

    /// <summary>For work that must survive: replicated, and patient while the database is away.</summary>
    public static void AsWorkQueue(this IRabbitMqReceiveEndpointConfigurator endpoint)
    {
        endpoint.SetQuorumQueue();
        TransientFailures.Configure(endpoint);
    }

    /// <summary>For questions: the queue goes with its last worker, so that asking nobody fails at once.</summary>
    public static void AsQuestionQueue(this IRabbitMqReceiveEndpointConfigurator endpoint)
    {
        endpoint.AutoDelete = true;
        endpoint.Durable = false;
        endpoint.DiscardFaultedMessages();
        endpoint.DiscardSkippedMessages();
    }

    private static void RouteByPlatform<TMessage>(IRabbitMqBusFactoryConfigurator bus, Func<TMessage, string> platform)
        where TMessage : class
    {
        bus.Publish<TMessage>(publish => publish.ExchangeType = ExchangeType.Direct);
        bus.Send<TMessage>(send => send.UseRoutingKeyFormatter(context => platform(context.Message)));
    }
}
