using ContentMultiplier.Contracts.Media;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace ContentMultiplier.Posts.Posts;

internal static class DeletePost
{
    private const string HasMedia =
        """
        select p.media::text like '%"media_id"%' or p.variants::text like '%"media_id"%'
            or exists (select from post_targets t where t.post_id = p.id and t.content::text like '%"media_id"%')
          from posts p where p.id = $1
        """;

    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        Guid id, CurrentUser user, NpgsqlDataSource dataSource, Outbox outbox, HttpRequest request, CancellationToken cancellationToken)
    {
        await using var session = await dataSource.BeginAsync(user.Tenant, cancellationToken);

        await using var find = session.Batch();
        find.Add("select xmin from posts where id = $1 and workspace_id = $2 for update", id, user.WorkspaceId);
        if (await ScalarAsync(session, find, cancellationToken) is not uint version)
        {
            return Problems.NotFound();
        }

        if (Preconditions.Check(request, version, required: false) is { } refused)
        {
            return refused;
        }

        await using var ask = session.Batch();
        ask.Add("select count(*) from post_targets where post_id = $1 and status in ('scheduled', 'queued', 'publishing', 'unknown')", id);
        if (await ScalarAsync(session, ask, cancellationToken) is long and > 0 and var open)
        {
            return Problems.Conflict("under_way", $"{open} of its publications are not settled; cancel them or wait for them.");
        }

        await using var look = session.Batch();
        look.Add(HasMedia, id);
        var mail = outbox.Prepare(await ScalarAsync(session, look, cancellationToken) is true
            ? [new PostMediaChanged { PostId = id, WorkspaceId = user.WorkspaceId, MediaIds = [], Version = PostMediaChanged.Deleted }]
            : []);

        await using var delete = session.Batch();
        delete.Add("delete from posts where id = $1", id);
        mail.AddTo(delete);
        await session.ExecuteAsync(delete, cancellationToken);
        await session.CommitAsync(cancellationToken);
        mail.Committed();
        return TypedResults.NoContent();
    }

    private static async Task<object?> ScalarAsync(DatabaseSession session, NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? reader.GetValue(0) : null;
    }
}
