using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Posts.Platforms;
using ContentMultiplier.Posts.Preview;
using ContentMultiplier.ServiceDefaults.Authentication;

namespace ContentMultiplier.Posts.Publishing;

internal static class PublishingEndpoints
{
    public static void MapPublishing(this RouteGroupBuilder publishing)
    {
        publishing.WithTags("Publishing")
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);

        publishing.MapPost("/publish", PublishPosts.HandleAsync)
            .RequireAuthorization(Policies.Publish)
            .WithName("Publish").WithSummary("Send a post to its targets, now or later, or keep it as a draft.")
            .WithDescription("Everything that is wrong with any target is answered at once and then nothing is stored or sent. With dry_run=true nothing is stored or sent in any case.")
            .Produces<PublishResponse>(StatusCodes.Status202Accepted)
            .Produces<DryRunResponse>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        publishing.MapPost("/cancel/{post_id:guid}", CancelPost.HandleAsync)
            .RequireAuthorization(Policies.Publish)
            .WithName("CancelPost").WithSummary("Cancel the publications that have not begun.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        publishing.MapPost("/retry/{post_id:guid}", RetryPost.HandleAsync)
            .RequireAuthorization(Policies.Publish)
            .WithName("RetryPost").WithSummary("Try the failed publications again. Published and unknown ones are never sent again by it.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        publishing.MapPost("/format/{platform}", PreviewContent.HandleAsync)
            .RequireAuthorization(Policies.Read)
            .WithName("FormatContent").WithSummary("What would be sent. No side effect.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .ProducesProblem(StatusCodes.Status504GatewayTimeout);
        publishing.MapGet("/platforms", ListPlatforms.HandleAsync)
            .RequireAuthorization(Policies.Read)
            .WithName("ListPlatforms").WithSummary("What each publisher announced: limits, options, how to connect, whether a worker is alive.");
    }

    public static void MapInternal(this RouteGroupBuilder posts)
    {
        posts.MapGet("/{id:guid}/publications", ListPublications.HandleAsync)
            .RequireAuthorization(Policies.User)
            .ExcludeFromDescription();
        posts.MapPost("/{id:guid}/repeated", RepeatedPosts.CheckAsync)
            .RequireAuthorization(Policies.Publish)
            .ExcludeFromDescription();
        posts.MapGet("/publications/{id:guid}", GetPublication.HandleAsync)
            .RequireAuthorization(Policies.User)
            .ExcludeFromDescription();
    }
}
