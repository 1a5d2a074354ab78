using ContentMultiplier.Contracts.Api.Scheduling;
using ContentMultiplier.Scheduler.Data;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Scheduler.Publications;

internal static class ListSchedule
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;

    public static async Task<Results<Ok<ScheduleResponse>, ProblemHttpResult>> HandleAsync(
        DateTimeOffset? from,
        DateTimeOffset? to,
        int? limit,
        string? cursor,
        CurrentUser user,
        SchedulerDbContext db,
        CancellationToken cancellationToken)
    {
        var errors = new ErrorBag();
        ScheduleCursor after = default;
        if (limit is < 1 or > MaxLimit)
        {
            errors.Add("limit", $"must be 1 to {MaxLimit}");
        }

        if (to < from)
        {
            errors.Add("to", "is before from");
        }

        if (cursor is not null && !ScheduleCursor.TryRead(cursor, out after))
        {
            errors.Add("cursor", "must be a next_cursor of this list");
        }

        if (errors.Any)
        {
            return Problems.Invalid(errors);
        }

        var size = limit ?? DefaultLimit;
        var (since, until) = (from?.ToUniversalTime(), to?.ToUniversalTime());
        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        var found = await db.ScheduledPublications.AsNoTracking()
            .Where(publication => publication.WorkspaceId == user.WorkspaceId)
            .Where(publication => since == null || publication.DueAt >= since)
            .Where(publication => until == null || publication.DueAt < until)
            .Where(publication => cursor == null
                || publication.DueAt > after.DueAt
                || (publication.DueAt == after.DueAt
                    && (publication.PublicationId > after.PublicationId
                        || (publication.PublicationId == after.PublicationId && publication.Attempt > after.Attempt))))
            .OrderBy(publication => publication.DueAt)
            .ThenBy(publication => publication.PublicationId)
            .ThenBy(publication => publication.Attempt)
            .Take(size + 1)
            .Select(publication => new ScheduledItem(
                publication.PublicationId,
                publication.PostId,
                publication.Platform,
                publication.AccountId,
                publication.Attempt,
                publication.DueAt))
            .ToListAsync(cancellationToken);

        return TypedResults.Ok(new ScheduleResponse(
            [.. found.Take(size)],
            found.Count > size ? new ScheduleCursor(found[size - 1].DueAt, found[size - 1].PublicationId, found[size - 1].Attempt).ToString() : null));
    }
}
