using ContentMultiplier.Contracts.Scheduling;
using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Scheduler.Publications;

/// <summary>
/// Takes due rows away, a batch at a time. Usually the oldest; in a backlog every workspace's equal share comes first, so that
/// whoever has thousands waiting delays nobody who has one.
/// </summary>
internal sealed class DueClaim
{
    public const int Limit = 500;

    /// <summary>How many workspaces one round looks at; the next round goes on behind them.</summary>
    private const int MostWorkspaces = 500;

    /// <summary>
    /// By row address, which no plan can turn into a scan; the clock is read once, so that the index on the time ends the search.
    /// </summary>
    private const string TakeOldest =
        """
        delete from scheduled_publications where ctid = any (array(
            select ctid from scheduled_publications
             where due_at <= (select clock_timestamp()) order by due_at limit $1 for update skip locked))
        returning publication_id, post_id, workspace_id, attempt, due_at, moves
        """;

    private const string TakeShares =
        """
        delete from scheduled_publications where ctid = any (array(
            select due.address from unnest($1) as one (workspace_id),
                lateral (select ctid as address from scheduled_publications
                          where workspace_id = one.workspace_id and due_at <= (select clock_timestamp())
                          order by due_at limit $2 for update skip locked) due))
        returning publication_id, post_id, workspace_id, attempt, due_at, moves
        """;

    /// <summary>From one workspace to the next by the index, however many rows each has.</summary>
    private const string FindWorkspaces =
        """
        with recursive seen as (
            (select workspace_id, 1 as number from scheduled_publications where workspace_id > $1 order by workspace_id limit 1)
            union all
            select further.workspace_id, seen.number + 1 from seen,
                lateral (select workspace_id from scheduled_publications
                          where workspace_id > seen.workspace_id order by workspace_id limit 1) further
             where seen.number < $2)
        select seen.workspace_id, exists (
            select from scheduled_publications due where due.workspace_id = seen.workspace_id and due.due_at <= (select clock_timestamp()))
        from seen order by seen.workspace_id
        """;

    private Guid _lookedUntil = Guid.Empty;

    /// <param name="isBacklog">More is due than one batch holds.</param>
    /// <returns>Fewer than <see cref="Limit"/> when nothing else is due.</returns>
    public async Task<List<DuePublication>> TakeAsync(DatabaseSession session, bool isBacklog, CancellationToken cancellationToken)
    {
        List<DuePublication> due = new(Limit);
        if (isBacklog && await FindWorkspacesAsync(session, cancellationToken) is { Length: > 0 } workspaces)
        {
            await TakeAsync(session, due, TakeShares, [workspaces, Limit / workspaces.Length], cancellationToken);
        }

        if (due.Count < Limit)
        {
            await TakeAsync(session, due, TakeOldest, [Limit - due.Count], cancellationToken);
        }

        return due;
    }

    private async Task<Guid[]> FindWorkspacesAsync(DatabaseSession session, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch();
        batch.Add(FindWorkspaces, _lookedUntil, MostWorkspaces);
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        List<Guid> found = [];
        var seen = 0;
        _lookedUntil = Guid.Empty;
        while (await reader.ReadAsync(cancellationToken))
        {
            seen++;
            if (reader.GetBoolean(1))
            {
                found.Add(reader.GetGuid(0));
            }

            if (found.Count == Limit || seen == MostWorkspaces)
            {
                _lookedUntil = reader.GetGuid(0);
                break;
            }
        }

        return [.. found];
    }

    private static async Task TakeAsync(
        DatabaseSession session, List<DuePublication> due, string claim, object[] parameters, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch();
        batch.Add(claim, parameters);
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            due.Add(new DuePublication
            {
                PublicationId = reader.GetGuid(0),
                PostId = reader.GetGuid(1),
                WorkspaceId = reader.GetGuid(2),
                Attempt = reader.GetInt32(3),
                DueAt = reader.GetFieldValue<DateTimeOffset>(4),
                MovedTo = reader.GetInt32(5) > 0 ? reader.GetFieldValue<DateTimeOffset>(4) : null,
            });
        }
    }
}
