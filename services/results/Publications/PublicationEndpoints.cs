using ContentMultiplier.ServiceDefaults.Authentication;

namespace ContentMultiplier.Results.Publications;

internal static class PublicationEndpoints
{
    public static void MapPublicationStatus(this RouteGroupBuilder publishing)
    {
        publishing.RequireAuthorization(Policies.Read).WithTags("Results");
        publishing.MapGet("/status/{post_id:guid}", GetPostStatus.HandleAsync)
            .WithName("GetPostStatus")
            .WithSummary("Where a post and each of its publications stand: attempts, steps, external ids and URLs, next try.");
    }

    /// <summary>For posts, on a user's behalf.</summary>
    public static void MapPublicationCommands(this RouteGroupBuilder publications)
    {
        publications.RequireAuthorization(Policies.Publish).ExcludeFromDescription();
        publications.MapPost("/cancel", CancelPublications.HandleAsync);
        publications.MapPost("/retry", RetryPublications.HandleAsync);
    }
}
