using ContentMultiplier.ServiceDefaults.Authentication;

namespace ContentMultiplier.Results.Gates;

internal static class HoldEndpoints
{
    /// <summary>For who may connect accounts: what stops a platform concerns everybody's posts.</summary>
    public static void MapHolds(this RouteGroupBuilder publishing)
    {
        publishing.WithTags("Results");
        publishing.MapGet("/holds", ListHolds.HandleAsync)
            .RequireAuthorization(Policies.Read)
            .WithName("ListHolds")
            .WithSummary("The platforms that are held, why, until when, and how many publications wait.");
        publishing.MapPost("/platforms/{platform}/hold", HoldPlatform.HandleAsync)
            .RequireAuthorization(Policies.CredentialsWrite)
            .WithName("HoldPlatform")
            .WithSummary("Hold a platform: after the answer nothing new begins there, and what is due waits for the release.")
            .WithDescription("What has begun finishes. Holding what is held already changes the reason and the end.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
        publishing.MapPost("/platforms/{platform}/release", ReleasePlatform.HandleAsync)
            .RequireAuthorization(Policies.CredentialsWrite)
            .WithName("ReleasePlatform")
            .WithSummary("Release a platform: what waited leaves in the order in which it was due. Releasing what is not held changes nothing.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }
}
