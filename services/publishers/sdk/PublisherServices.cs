using ContentMultiplier.Content;
using ContentMultiplier.Publishing.Attempts;
using ContentMultiplier.Publishing.Credentials;
using ContentMultiplier.Publishing.Ledger;
using ContentMultiplier.Publishing.Media;
using ContentMultiplier.Publishing.Messaging;
using ContentMultiplier.Publishing.Outcomes;
using ContentMultiplier.ServiceDefaults.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.Publishing;

internal static class PublisherServices
{
    /// <summary>Everything a platform runs on but the broker and the clients of auth and results.</summary>
    public static PublisherBuilder AddPublisher(this IServiceCollection services, IConfiguration configuration, IPlatform platform)
    {
        var described = platform.Describe(configuration);
        if (!Slugs.IsValid(described.Slug))
        {
            throw new InvalidOperationException($"`{described.Slug}` is not a slug.");
        }

        services.AddOptions<PublisherOptions>().Bind(configuration.GetSection("Publisher")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IFormatter, DefaultFormatter>();
        var publisher = new PublisherBuilder(services, configuration, described.Slug);
        platform.Configure(publisher);
        if (!publisher.Has<IPublisher>())
        {
            throw new InvalidOperationException($"`{described.Slug}` has no publisher.");
        }

        services.AddSingleton(described with
        {
            Capabilities = described.Capabilities with
            {
                CanPreview = true,
                CanReconcile = publisher.Has<IReconciler>(),
                CanCollectMetrics = publisher.Has<IMetricsCollector>(),
                CanRemove = publisher.Has<IRemover>(),
                CanEdit = publisher.Has<IEditor>(),
            },
        });
        services.AddSingleton(new PlatformSlug(described.Slug));
        services.AddSingleton(CreateMediaSource);
        services.AddSingleton<CredentialLeases>();
        services.AddSingleton<AccountPacing>();
        services.AddSingleton<Turns>();
        services.AddSingleton<LedgerClient>();
        services.AddSingleton<PublicationRunner>();
        services.AddSingleton<PlatformReader>();
        services.AddSingleton<MetricsReader>();
        services.AddSingleton<PublicationReviser>();
        services.AddSingleton<ConfirmedSender>();
        services.AddSingleton<OutcomeSender>();
        services.AddSingleton<PublishPostConsumer>();
        services.AddSingleton<ReconcilePublicationConsumer>();
        services.AddSingleton<CollectMetricsConsumer>();
        services.AddSingleton<RevisePublicationConsumer>();
        services.AddSingleton<PreviewPostConsumer>();
        services.AddSingleton<DiscoverAccountsConsumer>();
        services.AddSingleton<AccountDisconnectedConsumer>();
        return publisher;
    }

    private static MediaSource CreateMediaSource(IServiceProvider services)
    {
        var connections = EgressGuard.Handler(services);
        connections.ActivityHeadersPropagator = null;
        var limit = services.GetRequiredService<PlatformDescriptor>().Capabilities.Media.MaxBytes;
        return new MediaSource(
            new HttpClient(connections) { Timeout = TimeSpan.FromSeconds(60) },
            limit > 0 ? limit : long.MaxValue,
            services.GetService<MediaApi>(),
            services.GetRequiredService<PlatformSlug>().Value,
            services.GetRequiredService<TimeProvider>());
    }
}
