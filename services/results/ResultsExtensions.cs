using ContentMultiplier.Results.Analytics;
using ContentMultiplier.Results.Attempts;
using ContentMultiplier.Results.Gates;
using ContentMultiplier.Results.Inbound;
using ContentMultiplier.Results.Live;
using ContentMultiplier.Results.Metrics;
using ContentMultiplier.Results.Platforms;
using ContentMultiplier.Results.Publications;
using ContentMultiplier.Results.Restores;
using ContentMultiplier.Results.Revisions;
using ContentMultiplier.ServiceDefaults.Http;

namespace ContentMultiplier.Results;

internal static class ResultsExtensions
{
    public static void AddResults(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ResultsOptions>().BindConfiguration("Results").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<PublicationStore>();
        builder.Services.AddSingleton<PlatformCatalogue>();
        builder.Services.AddHostedService<LoadPlatforms>();
        builder.Services.AddSingleton<RestoreLog>();
        builder.Services.AddSingleton<StepLedger>();
        builder.Services.AddSingleton<Watchdog>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Watchdog>());
        builder.Services.AddSingleton<MetricAges>();
        builder.Services.AddSingleton<MetricPlan>();
        builder.Services.AddSingleton<MetricStore>();
        builder.Services.AddSingleton<MetricPump>();
        builder.Services.AddHostedService(services => services.GetRequiredService<MetricPump>());
        builder.Services.AddSingleton<HoldStore>();
        builder.Services.AddSingleton<GatePump>();
        builder.Services.AddHostedService(services => services.GetRequiredService<GatePump>());
        builder.Services.AddSingleton<RevisionStore>();
        builder.Services.AddSingleton<RevisionPump>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RevisionPump>());
        builder.AddLive();
        builder.AddAnalytics();
        builder.AddInbound();
        builder.AddServiceClient<PostsClient>("posts");
    }

    private static void AddAnalytics(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<AnalyticsOptions>().BindConfiguration("Results:Analytics").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<AnalyticsReader>();
        builder.Services.AddSingleton<CountPump>();
        builder.Services.AddHostedService(services => services.GetRequiredService<CountPump>());
        builder.Services.AddSingleton<PublicationNews>();
        builder.Services.AddHostedService<HourSweep>();
    }

    private static void AddLive(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<LiveOptions>().BindConfiguration("Results:Live").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<LiveHub>();
        builder.Services.AddSingleton<LiveChanges>();
        builder.Services.AddSingleton<LiveStreams>();
        builder.Services.AddSingleton<LiveNotifier>();
        builder.Services.AddSingleton<LiveFeed>();
        builder.Services.AddHostedService(services => services.GetRequiredService<LiveNotifier>());
        builder.Services.AddHostedService(services => services.GetRequiredService<LiveFeed>());
        builder.Services.AddHostedService<LiveListener>();
    }
}
