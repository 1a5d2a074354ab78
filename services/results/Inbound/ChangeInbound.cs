using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace ContentMultiplier.Results.Inbound;

/// <summary>The addresses of a workspace, once they are there.</summary>
internal static class ChangeInbound
{
    public static async Task<Ok<Page<InboundResponse>>> ListAsync(
        CurrentUser user, InboundPlatforms platforms, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var session = await database.BeginAsync(user.Tenant, cancellationToken);
        var found = await InboundRows.ListAsync(session, user.WorkspaceId, cancellationToken);

        // A workspace has no more of them than fit into one page.
        return TypedResults.Ok(new Page<InboundResponse>([.. found.Select(one => one with { Ready = platforms.IsReady(one.Platform, one.Ready) })], null));
    }

    public static async Task<Results<Ok<InboundResponse>, ProblemHttpResult>> UpdateAsync(
        Guid id, InboundChange change, CurrentUser user, InboundPlatforms platforms, InboundKeys box, NpgsqlDataSource database, Outbox outbox,
        TimeProvider time, HttpContext context, CancellationToken cancellationToken)
    {
        await using var session = await database.BeginAsync(user.Tenant, cancellationToken);
        if (await InboundRows.LockAsync(session, user.WorkspaceId, id, cancellationToken) is not { } platform)
        {
            return Problems.NotFound();
        }

        var errors = platforms.Check(new InboundRequest { Platform = platform, VerificationKey = change.VerificationKey });
        if (errors.Any)
        {
            return Problems.Invalid(errors);
        }

        var changed = await InboundRows.ChangeAsync(
            session, user.WorkspaceId, id, box.Seal(change.VerificationKey, user.WorkspaceId, id), cancellationToken);
        await RecordAsync("inbound.update", id, platform, session, user, outbox, time, context, cancellationToken);
        return TypedResults.Ok(changed);
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        Guid id, CurrentUser user, NpgsqlDataSource database, Outbox outbox, TimeProvider time, HttpContext context, CancellationToken cancellationToken)
    {
        await using var session = await database.BeginAsync(user.Tenant, cancellationToken);
        if (await InboundRows.DeleteAsync(session, user.WorkspaceId, id, cancellationToken) is not { } platform)
        {
            return Problems.NotFound();
        }

        await RecordAsync("inbound.delete", id, platform, session, user, outbox, time, context, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task RecordAsync(
        string action, Guid id, string platform, DatabaseSession session, CurrentUser user, Outbox outbox, TimeProvider time, HttpContext context,
        CancellationToken cancellationToken)
    {
        await using var batch = session.Batch();
        var mail = outbox.Prepare(InboundAudit.Of(action, user.WorkspaceId, id, platform, context, time.GetUtcNow()));
        mail.AddTo(batch);
        await session.ExecuteAsync(batch, cancellationToken);
        await session.CommitAsync(cancellationToken);
        mail.Committed();
    }
}
