using ContentMultiplier.Contracts.Api.Scheduling;
using ContentMultiplier.Scheduler.Data;
using ContentMultiplier.Scheduler.Publications;
using ContentMultiplier.Scheduler.Times;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Idempotency;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace ContentMultiplier.Scheduler.Recurrences;

internal static class CreateRecurrence
{
    public static async Task<Results<StoredAnswer, ProblemHttpResult>> HandleAsync(
        RecurrenceRequest request, [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey, CurrentUser user, IdempotencyKeys keys,
        SchedulerDbContext db, PostsClient posts, RecurrencePump pump, TimeProvider clock, HttpContext context, CancellationToken cancellationToken)
    {
        if (IdempotentRequest.ProblemWith(idempotencyKey) is { } badKey)
        {
            return badKey;
        }

        var idempotent = IdempotentRequest.Of(idempotencyKey, user.WorkspaceId, "create-recurrence", request);
        if (idempotent is not null && await keys.FindAsync(idempotent, cancellationToken) is { } known)
        {
            return known;
        }

        var now = clock.GetUtcNow().ToMicroseconds();
        var errors = new ErrorBag();
        var first = RecurrenceRules.Check(request, now, errors);
        if (errors.Any)
        {
            return Problems.Invalid(errors);
        }

        if (await posts.CheckRepeatedAsync(request, cancellationToken) is { } refused)
        {
            return refused;
        }

        var recurrence = new Recurrence(TimedId.Next(now), user.WorkspaceId, user.UserId, request, first!.Value, now);
        var answer = StoredAnswer.Of(StatusCodes.Status201Created, recurrence.ToResponse(), $"/api/publishing/recurrences/{recurrence.Id}");
        try
        {
            await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
            db.Add(recurrence);
            db.Publish(RecurrenceAudit.Of("recurrence.create", recurrence.WorkspaceId, recurrence.Id, context, now));
            await db.SaveChangesAsync(cancellationToken);
            await db.KeepAsync(idempotent, answer, now, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (PostgresException taken) when (IdempotencyKeys.IsTaken(taken))
        {
            return await keys.ReplayAsync(idempotent!, cancellationToken);
        }

        pump.Wake(first);
        return answer;
    }
}
