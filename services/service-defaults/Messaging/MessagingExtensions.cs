using System.Reflection;
using ContentMultiplier.ServiceDefaults.Persistence;
using MassTransit;
using MassTransit.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.ServiceDefaults.Messaging;

public static class MessagingExtensions
{
    /// <summary>The broker for a service with a database: the consumers of its assembly, the outbox, the canary.</summary>
    public static WebApplicationBuilder AddMessaging<TContext>(this WebApplicationBuilder builder)
        where TContext : DbContext
    {
        var service = ServiceConsumers.NameOf(builder);
        var consumers = ServiceConsumers.In(typeof(TContext).Assembly);
        builder.Services.AddSingleton<OutboxDispatcher>();
        builder.Services.AddHostedService(services => services.GetRequiredService<OutboxDispatcher>());
        builder.Services.AddSingleton<Outbox>();
        builder.Services.AddHostedService<InboxSweep>();
        return builder.AddMessaging(
            registration => consumers.ForEach(consumer => consumer.Register(registration, service)),
            (context, bus) => bus.ConfigureEndpoints(context));
    }

    /// <summary>The broker for a process that says itself what it consumes; workers do.</summary>
    public static WebApplicationBuilder AddMessaging(
        this WebApplicationBuilder builder,
        Action<IBusRegistrationConfigurator> consumers,
        Action<IBusRegistrationContext, IRabbitMqBusFactoryConfigurator> endpoints)
    {
        var broker = BrokerAddress.Of(builder.Configuration);
        builder.Services.AddSingleton<IPlatformRequests, PlatformRequests>();
        builder.Services.AddSingleton<Canary>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Canary>());
        builder.Services.AddHealthChecks().AddCheck<Canary>("broker");
        builder.Services.Configure<MassTransitHostOptions>(host =>
        {
            host.WaitUntilStarted = false;
            host.StopTimeout = TimeSpan.FromSeconds(35);
            host.ConsumerStopTimeout = TimeSpan.FromSeconds(25);
        });

        // A name of the process's own, like its other queues: the broker lets nobody touch those of others.
        var own = $"{ServiceConsumers.NameOf(builder)}.bus.{Guid.NewGuid():N}";
        builder.Services.AddMassTransit(registration =>
        {
            // It reports to its makers by default since 8.4.
            registration.DisableUsageTelemetry();
            consumers(registration);
            registration.AddConfigureEndpointsCallback((_, _, endpoint) =>
                ((IRabbitMqReceiveEndpointConfigurator)endpoint).AsWorkQueue());
            registration.UsingRabbitMq((context, bus) =>
            {
                bus.Host(broker.Url, host =>
                {
                    if (broker.Nodes.Count > 0)
                    {
                        host.UseCluster(cluster => broker.Nodes.ToList().ForEach(cluster.Node));
                    }

                    host.Heartbeat(TimeSpan.FromSeconds(10));
                    host.RequestedConnectionTimeout(TimeSpan.FromSeconds(5));
                });
                bus.OverrideDefaultBusEndpointQueueName(own);
                bus.UseRawJsonSerializer(RawSerializerOptions.AddTransportHeaders | RawSerializerOptions.CopyHeaders, isDefault: true);
                bus.ConfigureJsonSerializerOptions(MessageJson.Create);
                Topology.Configure(bus);
                endpoints(context, bus);
            });
        });
        return builder;
    }
}
