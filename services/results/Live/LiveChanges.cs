using ContentMultiplier.Results.Data;
using ContentMultiplier.Results.Publications;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ContentMultiplier.Results.Live;

/// <summary>Reads what changed since a position, in the order of the transactions.</summary>
internal sealed class LiveChanges(NpgsqlDataSource database, IServiceScopeFactory scopes)
{
    private const int PageSize = 100;

    private const string Now = "select pg_current_snapshot()::text";

    /// <summary>
    /// What is above the present snapshot's end was written in another life of the database (a restored dump): it has no place in
    /// the order. A transaction's rows come together, so that a page can end behind it.
    /// </summary>
    private const string Since = """
        select seen.snapshot::text, changed.id, changed.changed_xid
        from (select pg_current_snapshot() as snapshot) seen
        left join lateral (
            select id, changed_xid from publications
            where workspace_id = any($1) and changed_xid >= pg_snapshot_xmin($2::pg_snapshot) and changed_xid < pg_snapshot_xmax(seen.snapshot)
              and not pg_visible_in_snapshot(changed_xid, $2::pg_snapshot)
            order by changed_xid fetch first 100 rows with ties) changed on true
        """;

    private const string SinceOfPost = """
        select seen.snapshot::text, changed.id, changed.changed_xid
        from (select pg_current_snapshot() as snapshot) seen
        left join lateral (
            select id, changed_xid from publications
            where workspace_id = any($1) and post_id = $3 and changed_xid < pg_snapshot_xmax(seen.snapshot)
              and not pg_visible_in_snapshot(changed_xid, $2::pg_snapshot)
            order by changed_xid fetch first 100 rows with ties) changed on true
        """;

    public async Task<Position> NowAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Now);
        return PositionOf((string)(await command.ExecuteScalarAsync(cancellationToken))!);
    }

    /// <param name="postId">Null for all of the workspaces.</param>
    public async Task<LivePage> SinceAsync(
        Tenant tenant, Guid[] workspaces, Guid? postId, Position since, CancellationToken cancellationToken)
    {
        Dictionary<Guid, ulong> changed = [];
        Position now;
        await using (var batch = database.CreateTenantBatch(tenant))
        {
            batch.Add(postId is null ? Since : SinceOfPost, [workspaces, since.ToString(), .. postId is { } post ? [post] : Array.Empty<object>()]);
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            now = PositionOf(reader.GetString(0));
            if (!reader.IsDBNull(1))
            {
                do
                {
                    changed.Add(reader.GetGuid(1), reader.GetFieldValue<ulong>(2));
                }
                while (await reader.ReadAsync(cancellationToken));
            }
        }

        var changes = changed.Count == 0 ? [] : await LoadAsync(tenant, changed, cancellationToken);
        var isWhole = changed.Count < PageSize;
        return new LivePage(changes, isWhole ? now : now.Until(changed.Values.Max()), isWhole);
    }

    /// <summary>As they stand now: at least what the transaction made of them.</summary>
    private async Task<List<LiveChange>> LoadAsync(Tenant tenant, Dictionary<Guid, ulong> changed, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ResultsDbContext>();
        await using var transaction = await db.BeginAsync(tenant, cancellationToken);
        var publications = await db.Publications.AsNoTracking()
            .Where(publication => changed.Keys.Contains(publication.Id))
            .Include(publication => publication.Steps)
            .Include(publication => publication.Attempts)
            .AsSplitQuery()
            .ToListAsync(cancellationToken);
        return
        [
            .. publications
                .Select(publication => new LiveChange(
                    changed[publication.Id], publication.WorkspaceId, publication.PostId, GetPostStatus.ToResponse(publication)))
                .OrderBy(change => change.Transaction)
                .ThenBy(change => change.Publication.PublicationId),
        ];
    }

    private static Position PositionOf(string snapshot) =>
        Position.Parse(snapshot) ?? throw new InvalidOperationException($"`{snapshot}` is no snapshot.");
}
