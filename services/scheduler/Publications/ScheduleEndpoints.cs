using ContentMultiplier.ServiceDefaults.Authentication;

namespace ContentMultiplier.Scheduler.Publications;

internal static class ScheduleEndpoints
{
    public static void MapSchedule(this RouteGroupBuilder schedule)
    {
        schedule.WithTags("Schedule")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        schedule.MapGet("/", ListSchedule.HandleAsync)
            .RequireAuthorization(Policies.Read)
            .WithName("ListSchedule").WithSummary("What waits for its time, soonest first: first dispatches and further attempts.");
        schedule.MapPatch("/{publication_id:guid}", MovePublication.HandleAsync)
            .RequireAuthorization(Policies.Publish)
            .WithName("MovePublication").WithSummary("Give a publication that has not left another time.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }
}
