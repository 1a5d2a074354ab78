using ContentMultiplier.Media.Storage;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace ContentMultiplier.Media.Assets;

internal static class DeleteAsset
{
    /// <summary>A post that names the file and that nobody here has heard of yet keeps it for these minutes.</summary>
    private const string Delete =
        """
        with locked as (select id, reserved_until from assets where id = $1 and workspace_id = $2 for update),
             held as (select count(*) as posts from post_media where media_id = $1),
             gone as (delete from assets where id in (select id from locked) and (select posts from held) = 0
                        and not exists (select from locked where reserved_until > $3)
                      returning id)
        select (select count(*) from locked) as found, (select posts from held) as posts, (select count(*) from gone) as gone
        """;

    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        Guid id,
        CurrentUser user,
        NpgsqlDataSource dataSource,
        IObjectStore store,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        try
        {
            if (await RefusalOfAsync(id, user, dataSource, clock, cancellationToken) is { } refusal)
            {
                return refusal;
            }
        }
        catch (PostgresException held) when (held.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            return Problems.Conflict("in_use", "A post took hold of the file at this moment.");
        }

        // The row is gone: whoever asked may leave, and what is left then is swept.
        await store.DeleteAsync(Asset.KeyOf(user.WorkspaceId, id), cancellationToken);
        return TypedResults.NoContent();
    }

    /// <returns>Null when the row is gone.</returns>
    private static async Task<ProblemHttpResult?> RefusalOfAsync(
        Guid id, CurrentUser user, NpgsqlDataSource dataSource, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var session = await dataSource.BeginAsync(user.Tenant, cancellationToken);
        await using var batch = session.Batch();
        batch.Add(Delete, id, user.WorkspaceId, clock.GetUtcNow());
        await using (var reader = await session.ReadAsync(batch, cancellationToken))
        {
            await reader.ReadAsync(cancellationToken);
            var (found, posts, gone) = (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
            if (found == 0)
            {
                return Problems.NotFound();
            }

            if (gone == 0)
            {
                return Problems.Conflict("in_use", posts > 0
                    ? $"{posts} posts hold the file; take it out of them or delete them."
                    : "A post that holds the file is being written; try again in some minutes.");
            }
        }

        await session.CommitAsync(cancellationToken);
        return null;
    }
}
