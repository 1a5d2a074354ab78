using ContentMultiplier.ServiceDefaults.Authentication;

namespace ContentMultiplier.Results.Publications;

internal static class PublicationEndpoints
{
    public static void MapPublicationStatus(this RouteGroupBuilder publishing)
    {
        publishing.WithTags("Results");
        publishing.MapGet("/status/{post_id:guid}", GetPostStatus.HandleAsync)
            .RequireAuthorization(Policies.Read)
            .WithName("GetPostStatus")
            .WithSummary("Where a post and each of its publications stand: attempts, steps, external ids and URLs, next try.");
        publishing.MapPost("/resume/{post_id:guid}", ResumePost.HandleAsync)
            .RequireAuthorization(Policies.Publish)
            .WithName("ResumePost")
            .WithSummary("Send what is late and was held back to ask: its late policy says `ask`.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        publishing.MapPost("/publications/{id:guid}/resolve", ResolvePublication.HandleAsync)
            .RequireAuthorization(Policies.Publish)
            .WithName("ResolvePublication")
            .WithSummary("A person's word on an unknown outcome: `published` (with the address), `absent` (it is sent again) or `abandoned`.");
    }

    /// <summary>For posts, on a user's behalf.</summary>
    public static void MapPublicationCommands(this RouteGroupBuilder publications)
    {
        publications.RequireAuthorization(Policies.Publish).ExcludeFromDescription();
        publications.MapPost("/cancel", CancelPublications.HandleAsync);
        publications.MapPost("/retry", RetryPublications.HandleAsync);
    }
}
