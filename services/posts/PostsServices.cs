using ContentMultiplier.Posts.Accounts;
using ContentMultiplier.Posts.Approvals;
using ContentMultiplier.Posts.Dependencies;
using ContentMultiplier.Posts.Media;
using ContentMultiplier.Posts.Platforms;
using ContentMultiplier.Posts.Publishing;
using ContentMultiplier.Posts.Reminders;
using ContentMultiplier.ServiceDefaults.Http;
using ContentMultiplier.ServiceDefaults.Idempotency;

namespace ContentMultiplier.Posts;

internal static class PostsServices
{
    public static void AddPosts(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<LateOptions>().BindConfiguration("Late").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<PlatformCatalogue>();
        services.AddSingleton<ConnectedAccounts>();
        services.AddSingleton<AccountRows>();
        services.AddSingleton<AccountLookup>();
        services.AddIdempotencyKeys();
        services.AddSingleton<ExistingPosts>();
        services.AddSingleton<PublicationsOfPost>();
        services.AddSingleton<ApprovalGate>();
        services.AddSingleton<PublishPlanner>();
        services.AddSingleton<PublishWriter>();
        services.AddTransient<QueuePlanner>();
        services.AddTransient<RepeatedPosts>();
        services.AddSingleton<DependentPublications>();
        services.AddOptions<ReminderOptions>().BindConfiguration("Reminders").ValidateDataAnnotations().ValidateOnStart();
        services.AddHostedService<ReminderPump>();
        builder.AddServiceClient<AuthClient>("auth");
        builder.AddServiceClient<ResultsClient>("results");
        builder.AddServiceClient<MediaClient>("media");
        builder.AddServiceClient<SchedulerClient>("scheduler");
    }
}
