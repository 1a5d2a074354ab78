using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Posts.Posts;
using ContentMultiplier.Posts.Reminders;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContentMultiplier.Posts.Publishing;

/// <summary>
/// The publications of one post that results is asked to change. Each method is a transaction of its own: none is open
/// while results is asked.
/// </summary>
internal sealed class PublicationsOfPost(NpgsqlDataSource dataSource, IOptions<ReminderOptions> reminders)
{
    private const string Find = "select 1 from posts where id = $1 and workspace_id = $2";

    private const string Queue =
        """
        update post_targets set status = 'queued', updated_at = $2
         where post_id = $1 and superseded_by is null and status = 'failed'
        """;

    private const string TakeOver =
        """
        update post_targets t set status = s.status, updated_at = $4
          from unnest($2::uuid[], $3::text[]) as s (id, status)
         where t.id = s.id and t.post_id = $1 and t.status <> s.status
        """;

    /// <returns>Null when the post is not there or not of this workspace.</returns>
    public async Task<List<LivingPublication>?> ReadAsync(Guid postId, Guid workspaceId, CancellationToken cancellationToken)
    {
        await using var session = await dataSource.BeginAsync(Tenant.Workspace(workspaceId), cancellationToken);
        return await ReadAsync(session, postId, workspaceId, cancellationToken);
    }

    /// <summary>
    /// Makes failed ones queued before results is asked to send them again, so that no publish request replaces one
    /// meanwhile: the account would get the post twice. Asking results once more is harmless.
    /// </summary>
    /// <returns>Null when the post is not there or not of this workspace.</returns>
    public async Task<List<LivingPublication>?> QueueFailedAsync(
        Guid postId, Guid workspaceId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var session = await dataSource.BeginAsync(Tenant.Workspace(workspaceId), cancellationToken);
        await using (var queue = session.Batch())
        {
            queue.Add(PostStatuses.Lock, new[] { postId });
            queue.Add(Queue, postId, now);
            queue.Add(PostStatuses.Recompute, new[] { postId }, now);
            UnsettledPosts.Add(queue, postId, now + reminders.Value.After);
            await session.ExecuteAsync(queue, cancellationToken);
        }

        var publications = await ReadAsync(session, postId, workspaceId, cancellationToken);
        await session.CommitAsync(cancellationToken);
        return publications;
    }

    /// <summary>Takes over what results said, and answers with all publications of the post.</summary>
    public async Task<ChangedPublicationsResponse> SettleAsync(
        Guid postId, Guid workspaceId, IReadOnlyList<LivingPublication> publications, IReadOnlyList<PublicationState> states,
        DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateTenantBatch(Tenant.Workspace(workspaceId));
        batch.Add(PostStatuses.Lock, new[] { postId });

        // The version stays: what results publishes about this change has a higher one and lands on the same status.
        batch.Add(
            TakeOver,
            postId,
            states.Select(state => state.PublicationId).ToArray(),
            states.Select(state => state.Status).ToArray(),
            now);
        batch.Add(PostStatuses.Recompute, new[] { postId }, now);
        await batch.ExecuteNonQueryAsync(cancellationToken);

        var said = states.ToDictionary(state => state.PublicationId);
        return new ChangedPublicationsResponse(
            postId,
            [
                .. publications.Select(known => said.TryGetValue(known.Id, out var state)
                    ? new ChangedPublication(known.Id, known.Platform, state.Status, state.Done)
                    : new ChangedPublication(known.Id, known.Platform, known.Status, false)),
            ]);
    }

    private static async Task<List<LivingPublication>?> ReadAsync(
        DatabaseSession session, Guid postId, Guid workspaceId, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch();
        batch.Add(Find, postId, workspaceId);
        batch.Add(ExistingPosts.Living, postId, workspaceId);
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        await reader.NextResultAsync(cancellationToken);
        return await ExistingPosts.ReadLivingAsync(reader, cancellationToken);
    }
}
