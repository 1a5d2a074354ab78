using ContentMultiplier.ServiceDefaults.Authentication;

namespace ContentMultiplier.Scheduler.Publications;

internal static class ScheduleEndpoints
{
    public static void MapSchedule(this RouteGroupBuilder schedule) =>
        schedule.WithTags("Schedule")
            .MapGet("/", ListSchedule.HandleAsync)
            .RequireAuthorization(Policies.Read)
            .WithName("ListSchedule").WithSummary("What waits for its time, soonest first: first dispatches and further attempts.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
}
