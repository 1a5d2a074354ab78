using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Api.Scheduling;
using ContentMultiplier.Scheduler.Data;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Scheduler.Recurrences;

internal static class RecurrenceEndpoints
{
    public static void MapRecurrences(this RouteGroupBuilder recurrences)
    {
        recurrences.WithTags("Schedule")
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        recurrences.MapPost("/", CreateRecurrence.HandleAsync)
            .RequireAuthorization(Policies.Publish)
            .WithName("CreateRecurrence").WithSummary("Publish a copy of a post again and again, by a cron expression in a time zone.")
            .WithDescription("A time that the zone skips moves forward by the length of the gap; of a time that comes twice the first is taken. Each copy is planned some time ahead and can be moved or cancelled by itself.")
            .Produces<RecurrenceResponse>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        recurrences.MapGet("/", ListAsync)
            .RequireAuthorization(Policies.Read)
            .WithName("ListRecurrences").WithSummary("The recurrences, newest first, with their next times.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        recurrences.MapGet("/{id:guid}", GetAsync)
            .RequireAuthorization(Policies.Read)
            .WithName("GetRecurrence").WithSummary("A recurrence with its next times.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        recurrences.MapDelete("/{id:guid}", DeleteAsync)
            .RequireAuthorization(Policies.Publish)
            .WithName("DeleteRecurrence").WithSummary("End a recurrence. Copies that are planned already stay; cancel them by their posts.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<Page<RecurrenceResponse>>, ProblemHttpResult>> ListAsync(
        int? limit, string? cursor, CurrentUser user, SchedulerDbContext db, CancellationToken cancellationToken)
    {
        var size = limit ?? Paging.DefaultLimit;
        if (!Paging.TryRead(size, cursor, out var after, out var problem))
        {
            return problem;
        }

        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        var found = await db.Recurrences.AsNoTracking()
            .Where(recurrence => recurrence.WorkspaceId == user.WorkspaceId && (after == null || recurrence.Id < after))
            .OrderByDescending(recurrence => recurrence.Id)
            .Take(size + 1)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(Paging.Page([.. found.Select(recurrence => recurrence.ToResponse())], size, recurrence => recurrence.Id));
    }

    private static async Task<Results<Ok<RecurrenceResponse>, ProblemHttpResult>> GetAsync(
        Guid id, CurrentUser user, SchedulerDbContext db, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        return await db.Recurrences.AsNoTracking()
            .SingleOrDefaultAsync(recurrence => recurrence.WorkspaceId == user.WorkspaceId && recurrence.Id == id, cancellationToken) is { } found
            ? TypedResults.Ok(found.ToResponse())
            : Problems.NotFound();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        Guid id, CurrentUser user, SchedulerDbContext db, TimeProvider clock, HttpContext context, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        var deleted = await db.Recurrences
            .Where(recurrence => recurrence.WorkspaceId == user.WorkspaceId && recurrence.Id == id)
            .ExecuteDeleteAsync(cancellationToken);
        if (deleted == 0)
        {
            return Problems.NotFound();
        }

        db.Publish(RecurrenceAudit.Of("recurrence.delete", user.WorkspaceId, id, context, clock.GetUtcNow()));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
