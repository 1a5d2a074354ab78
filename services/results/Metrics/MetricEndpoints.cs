using ContentMultiplier.ServiceDefaults.Authentication;

namespace ContentMultiplier.Results.Metrics;

internal static class MetricEndpoints
{
    public static void MapPostAnalytics(this RouteGroupBuilder publishing) =>
        publishing.MapGet("/analytics/{post_id:guid}", GetPostAnalytics.HandleAsync)
            .WithTags("Results")
            .RequireAuthorization(Policies.Read)
            .WithName("GetPostAnalytics")
            .WithSummary("The numbers of a post: per target the latest and all readings by age, under common names and the platform's own, and totals.");
}
