using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Posts.Posts;
using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Posts.Publishing;

/// <summary>
/// A post whose publications somebody is about to change by asking results. It is locked meanwhile, so that no publish
/// request replaces a failed publication while it is being sent again: the account would get the post twice.
/// </summary>
internal sealed class LockedPost : IAsyncDisposable
{
    private readonly DatabaseSession _session;

    private LockedPost(DatabaseSession session, Guid id, IReadOnlyList<LivingPublication> publications)
    {
        _session = session;
        Id = id;
        Publications = publications;
    }

    public Guid Id { get; }

    public IReadOnlyList<LivingPublication> Publications { get; }

    /// <returns>Null when the post is not there or not of this workspace.</returns>
    public static async Task<LockedPost?> FindAsync(
        NpgsqlDataSource dataSource, Guid id, Guid workspaceId, CancellationToken cancellationToken)
    {
        var session = await dataSource.BeginAsync(Tenant.Workspace(workspaceId), cancellationToken);
        try
        {
            if (await ReadAsync(session, id, workspaceId, cancellationToken) is { } publications)
            {
                return new LockedPost(session, id, publications);
            }
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }

        await session.DisposeAsync();
        return null;
    }

    /// <summary>Takes over what results said, and answers with all publications of the post.</summary>
    public async Task<ChangedPublicationsResponse> SettleAsync(
        IReadOnlyList<PublicationState> states, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var batch = _session.Batch();

        // The version stays: what results publishes about this change has a higher one and lands on the same status.
        batch.Add(
            """
            update post_targets t set status = s.status, updated_at = $4
              from unnest($2::uuid[], $3::text[]) as s (id, status)
             where t.id = s.id and t.post_id = $1 and t.status <> s.status
            """,
            Id,
            states.Select(state => state.PublicationId).ToArray(),
            states.Select(state => state.Status).ToArray(),
            now);
        batch.Add(PostStatuses.Recompute, new[] { Id }, now);
        await _session.ExecuteAsync(batch, cancellationToken);
        await _session.CommitAsync(cancellationToken);

        var said = states.ToDictionary(state => state.PublicationId);
        return new ChangedPublicationsResponse(
            Id,
            [
                .. Publications.Select(known => said.TryGetValue(known.Id, out var state)
                    ? new ChangedPublication(known.Id, known.Platform, state.Status, state.Done)
                    : new ChangedPublication(known.Id, known.Platform, known.Status, false)),
            ]);
    }

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private static async Task<List<LivingPublication>?> ReadAsync(
        DatabaseSession session, Guid id, Guid workspaceId, CancellationToken cancellationToken)
    {
        await using var find = session.Batch();
        find.Add("select 1 from posts where id = $1 and workspace_id = $2 for no key update", id, workspaceId);
        await using (var found = await session.ReadAsync(find, cancellationToken))
        {
            if (!await found.ReadAsync(cancellationToken))
            {
                return null;
            }
        }

        await using var read = session.Batch();
        read.Add(ExistingPosts.Living, id, workspaceId);
        await using var reader = await session.ReadAsync(read, cancellationToken);
        return await ExistingPosts.ReadLivingAsync(reader, cancellationToken);
    }
}
