using ContentMultiplier.Contracts.Accounts;
using ContentMultiplier.Contracts.Metrics;
using ContentMultiplier.Contracts.Preview;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.ServiceDefaults.Messaging;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Publishing.Messaging;

/// <summary>The queues of one platform. The consumers are singletons, so that a message costs no scope.</summary>
internal static class PublisherEndpoints
{
    private const int QuestionsAtOnce = 8;
    private const int ReadingsAtOnce = 4;
    private const int RevisionsAtOnce = 4;

    public static void Configure(IBusRegistrationContext services, IRabbitMqBusFactoryConfigurator bus, string slug)
    {
        var concurrency = services.GetRequiredService<IOptions<PublisherOptions>>().Value.Concurrency;

        // No retry here, on reconcile, on metrics and on revise: the consumers turn every failure into an outcome, and a repeated delivery is a new claim.
        bus.ReceiveEndpoint(Topology.QueueOf(slug, "publish"), endpoint =>
        {
            endpoint.SetQuorumQueue();
            endpoint.BindPlatform<PublishPost>(slug);
            Take<PublishPostConsumer>(services, endpoint, concurrency);
        });
        bus.ReceiveEndpoint(Topology.QueueOf(slug, "reconcile"), endpoint =>
        {
            endpoint.SetQuorumQueue();
            endpoint.BindPlatform<ReconcilePublication>(slug);
            Take<ReconcilePublicationConsumer>(services, endpoint, ReadingsAtOnce);
        });
        if (services.GetService<IMetricsCollector>() is not null)
        {
            bus.ReceiveEndpoint(Topology.QueueOf(slug, "metrics"), endpoint =>
            {
                endpoint.SetQuorumQueue();
                endpoint.BindPlatform<CollectMetrics>(slug);
                Take<CollectMetricsConsumer>(services, endpoint, ReadingsAtOnce);
            });
        }

        if (services.GetService<IRemover>() is not null || services.GetService<IEditor>() is not null)
        {
            bus.ReceiveEndpoint(Topology.QueueOf(slug, "revise"), endpoint =>
            {
                endpoint.SetQuorumQueue();
                endpoint.BindPlatform<RevisePublication>(slug);
                Take<RevisePublicationConsumer>(services, endpoint, RevisionsAtOnce);
            });
        }

        bus.ReceiveEndpoint(Topology.QueueOf(slug, "preview"), endpoint =>
        {
            endpoint.AsQuestionQueue();
            endpoint.BindPlatform<PreviewPost>(slug);
            Take<PreviewPostConsumer>(services, endpoint, QuestionsAtOnce);
        });
        bus.ReceiveEndpoint(Topology.QueueOf(slug, "accounts"), endpoint =>
        {
            endpoint.AsQuestionQueue();
            endpoint.BindPlatform<DiscoverAccounts>(slug);
            Take<DiscoverAccountsConsumer>(services, endpoint, QuestionsAtOnce);
        });

        // Every process has its own leases to drop, hence a queue of its own that ends with it.
        bus.ReceiveEndpoint(Topology.QueueOf(slug, $"disconnected.{Guid.CreateVersion7():N}"), endpoint =>
        {
            endpoint.AsQuestionQueue();
            Take<AccountDisconnectedConsumer>(services, endpoint, QuestionsAtOnce);
        });
    }

    private static void Take<TConsumer>(IServiceProvider services, IRabbitMqReceiveEndpointConfigurator endpoint, int atOnce)
        where TConsumer : class, IConsumer
    {
        endpoint.ConcurrentMessageLimit = atOnce;
        endpoint.PrefetchCount = atOnce + 2;
        endpoint.Consumer(services.GetRequiredService<TConsumer>);
    }
}
