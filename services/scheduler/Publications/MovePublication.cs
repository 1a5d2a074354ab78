using ContentMultiplier.Contracts.Api.Scheduling;
using ContentMultiplier.Contracts.Audit;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Contracts.Scheduling;
using ContentMultiplier.Scheduler.Times;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace ContentMultiplier.Scheduler.Publications;

/// <summary>
/// Gives a publication another time. Its row decides whether it still waits: whoever hands it over deletes the row in the same
/// moment, so that it is either moved or has left.
/// </summary>
internal static class MovePublication
{
    /// <summary>What is due belongs to the pump: it may be asked for again, long after it was handed over.</summary>
    private const string Move =
        """
        update scheduled_publications set due_at = $3, moves = moves + 1
         where publication_id = $1 and workspace_id = $2 and attempt = 1 and due_at > clock_timestamp()
        returning post_id, moves
        """;

    public static async Task<Results<Ok<MoveResponse>, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "publication_id")] Guid publicationId, MoveRequest request, CurrentUser user, NpgsqlDataSource dataSource,
        Outbox outbox, DuePublicationsPump pump, PostsClient posts, TimeProvider clock, HttpContext context, CancellationToken cancellationToken)
    {
        var errors = new ErrorBag();
        var (at, warning) = Read(request, clock.GetUtcNow(), errors);
        if (errors.Any)
        {
            // A stranger learns nothing from how a request is wrong.
            return await posts.FindAsync(publicationId, cancellationToken) is null ? Problems.NotFound() : Problems.Invalid(errors);
        }

        await using (var session = await dataSource.BeginAsync(user.Tenant, cancellationToken))
        {
            if (await MoveAsync(session, publicationId, user.WorkspaceId, at, cancellationToken) is { } moved)
            {
                var mail = outbox.Prepare([new PublicationsMoved { Publications = [moved] }, RecordOf(moved, context, clock.GetUtcNow())]);
                await using var write = session.Batch();
                mail.AddTo(write);
                await session.ExecuteAsync(write, cancellationToken);
                await session.CommitAsync(cancellationToken);
                mail.Committed();
                pump.Wake(at);
                return TypedResults.Ok(new MoveResponse(
                    publicationId, moved.PostId, at, request.LocalTime is null ? null : at, warning is null ? null : [warning]));
            }
        }

        return await posts.FindAsync(publicationId, cancellationToken) is { } known ? Refuse(known.Status) : Problems.NotFound();
    }

    private static (DateTimeOffset At, string? Warning) Read(MoveRequest request, DateTimeOffset now, ErrorBag errors)
    {
        switch (request)
        {
            case { ScheduledAt: { } at, LocalTime: null, TimeZone: null }:
                PlanRules.Check(at, "scheduled_at", now, errors);
                return (at.ToMicroseconds(), null);
            case { ScheduledAt: null, LocalTime: { } text, TimeZone: { } id }:
                var local = LocalTimes.Parse(text, "local_time", errors);
                var zone = LocalTimes.Zone(id, "time_zone", errors);
                if (local is null || zone is null)
                {
                    return default;
                }

                var resolved = LocalTimes.Resolve(local.Value, zone);
                PlanRules.Check(resolved.At.ToDateTimeOffset(), "local_time", now, errors);
                return (resolved.At.ToDateTimeOffset(), resolved.Warning);
            default:
                errors.Add("scheduled_at", "give either scheduled_at, or local_time and time_zone");
                return default;
        }
    }

    private static async Task<MovedPublication?> MoveAsync(
        DatabaseSession session, Guid publicationId, Guid workspaceId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch();
        batch.Add(Move, publicationId, workspaceId, at);
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new MovedPublication
            {
                PublicationId = publicationId,
                PostId = reader.GetGuid(0),
                WorkspaceId = workspaceId,
                DueAt = at,
                Number = reader.GetInt32(1),
            }
            : null;
    }

    private static ProblemHttpResult Refuse(string status) => Problems.Conflict("has_left", status switch
    {
        PublicationStatus.Scheduled => "It is not planned any more as it was: it is being handed over, waits for another attempt, or is late and waits for your word. See its status.",
        PublicationStatus.Draft => "It is a draft and has no time; publish it with mode scheduled.",
        _ => $"It has left already: it is {status}.",
    });

    private static AuditRecorded RecordOf(MovedPublication moved, HttpContext context, DateTimeOffset now) => new()
    {
        WorkspaceId = moved.WorkspaceId,
        Action = "publication.move",
        SubjectType = "publication",
        SubjectId = moved.PublicationId.ToString(),
        By = context.Requester(),
        At = now,
        Detail = new Dictionary<string, string> { ["post_id"] = moved.PostId.ToString(), ["due_at"] = moved.DueAt.ToString("O") },
    };
}
