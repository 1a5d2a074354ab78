using ContentMultiplier.Results.Attempts;
using ContentMultiplier.Results.Platforms;
using ContentMultiplier.Results.Publications;
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
        builder.Services.AddSingleton<StepLedger>();
        builder.Services.AddSingleton<Watchdog>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Watchdog>());
        builder.AddServiceClient<PostsClient>("posts");
    }
}
