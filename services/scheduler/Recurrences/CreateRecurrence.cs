using ContentMultiplier.Contracts.Api.Scheduling;
using ContentMultiplier.Scheduler.Data;
using ContentMultiplier.Scheduler.Publications;
using ContentMultiplier.Scheduler.Times;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ContentMultiplier.Scheduler.Recurrences;

internal static class CreateRecurrence
{
    public static async Task<Results<Created<RecurrenceResponse>, ProblemHttpResult>> HandleAsync(
        RecurrenceRequest request, [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey, CurrentUser user, SchedulerDbContext db,
        PostsClient posts, RecurrencePump pump, TimeProvider clock, HttpContext context, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().ToMicroseconds();
        var errors = new ErrorBag();
        var first = RecurrenceRules.Check(request, idempotencyKey, now, errors);
        if (errors.Any)
        {
            return Problems.Invalid(errors);
        }

        if (await posts.CheckRepeatedAsync(request, cancellationToken) is { } refused)
        {
            return refused;
        }

        var recurrence = new Recurrence(Guid.CreateVersion7(now), user.WorkspaceId, user.UserId, request, first!.Value, idempotencyKey, now);
        try
        {
            await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
            db.Add(recurrence);
            db.Publish(RecurrenceAudit.Of("recurrence.create", recurrence.WorkspaceId, recurrence.Id, context, now));
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (DbUpdateException taken) when (taken.InnerException is PostgresException { ConstraintName: "recurrences_key" })
        {
            return await RepeatAsync(db, recurrence, user, cancellationToken);
        }

        pump.Wake(first);
        return Answer(recurrence);
    }

    private static async Task<Results<Created<RecurrenceResponse>, ProblemHttpResult>> RepeatAsync(
        SchedulerDbContext db, Recurrence asked, CurrentUser user, CancellationToken cancellationToken)
    {
        db.ChangeTracker.Clear();
        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        var known = await db.Recurrences.AsNoTracking().SingleOrDefaultAsync(
            recurrence => recurrence.WorkspaceId == user.WorkspaceId && recurrence.IdempotencyKey == asked.IdempotencyKey, cancellationToken);
        return known?.Request == asked.Request
            ? Answer(known)
            : Problems.Problem(
                StatusCodes.Status422UnprocessableEntity, "idempotency_key_reused", "The Idempotency-Key was used for another request.",
                "Send a new key with a new request; the same key only repeats the same request.");
    }

    private static Created<RecurrenceResponse> Answer(Recurrence recurrence) =>
        TypedResults.Created($"/api/publishing/recurrences/{recurrence.Id}", recurrence.ToResponse());
}
