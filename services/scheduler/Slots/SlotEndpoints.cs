using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Api.Scheduling;
using ContentMultiplier.Scheduler.Times;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ContentMultiplier.Scheduler.Slots;

internal static class SlotEndpoints
{
    public static void MapSlots(this RouteGroupBuilder slots)
    {
        slots.WithTags("Schedule")
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        slots.MapGet("/", ListAsync)
            .RequireAuthorization(Policies.Read)
            .WithName("ListSlots").WithSummary("The weekly times of each account's queue, and its next free one.");
        slots.MapPut("/", ReplaceAsync)
            .RequireAuthorization(Policies.Publish)
            .WithName("ReplaceSlots").WithSummary("Set the weekly times of an account's queue; mode `queue` takes the next free one.")
            .WithDescription("A time that the zone skips moves forward by the length of the gap; of a time that comes twice the first is taken.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    public static void MapTakeSlots(this RouteGroupBuilder slots) =>
        slots.MapPost("/take", TakeAsync).RequireAuthorization(Policies.Publish).ExcludeFromDescription();

    private static async Task<Ok<SlotListResponse>> ListAsync(
        [FromQuery(Name = "account_id")] Guid? accountId, CurrentUser user, SlotStore store, CancellationToken cancellationToken) =>
        TypedResults.Ok(new SlotListResponse(await store.ListAsync(user.WorkspaceId, accountId, cancellationToken)));

    private static async Task<Results<Ok<SlotsResponse>, ProblemHttpResult>> ReplaceAsync(
        SlotsRequest request, CurrentUser user, SlotStore store, CancellationToken cancellationToken)
    {
        var errors = new ErrorBag();
        var zone = LocalTimes.Zone(request.TimeZone, "time_zone", errors);
        var minutes = SlotWeek.Read(request.Slots, errors);
        if (errors.Any)
        {
            return Problems.Invalid(errors);
        }

        await store.ReplaceAsync(user.WorkspaceId, request.AccountId, zone!.Id, minutes, cancellationToken);
        return TypedResults.Ok((await store.ListAsync(user.WorkspaceId, request.AccountId, cancellationToken)).SingleOrDefault()
            ?? new SlotsResponse(request.AccountId, zone.Id, [], null));
    }

    private static async Task<Ok<TakenSlots>> TakeAsync(
        TakeSlotsRequest request, CurrentUser user, SlotStore store, CancellationToken cancellationToken) =>
        TypedResults.Ok(await store.TakeAsync(user.WorkspaceId, request, cancellationToken));
}
