using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Posts.Dependencies;
using ContentMultiplier.Posts.Posts;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using MassTransit;
using Npgsql;

namespace ContentMultiplier.Posts.Publishing;

/// <summary>Takes over how publications stand. A change with a version that is not newer changes nothing.</summary>
internal sealed class PublicationsChangedConsumer(
    NpgsqlDataSource dataSource, DependentPublications dependents, Outbox outbox, TimeProvider clock) : IConsumer<Batch<PublicationsChanged>>
{
    private const string Update =
        """
        update post_targets t
           set status = c.status, version = c.version,
               external_id = coalesce(c.external_id, t.external_id), external_url = coalesce(c.external_url, t.external_url),
               updated_at = $6
          from unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[], $5::text[]) as c (id, status, version, external_id, external_url)
         where t.id = c.id and t.version < c.version
        """;

    public async Task Consume(ConsumeContext<Batch<PublicationsChanged>> context)
    {
        // A statement updates a row once: the newest change of each.
        List<PublicationChange> changes =
        [
            .. context.Message.SelectMany(message => message.Message.Changes)
                .GroupBy(change => change.PublicationId)
                .Select(versions => versions.MaxBy(change => change.Version)!),
        ];
        if (changes.Count == 0)
        {
            return;
        }

        var posts = changes.Select(change => change.PostId).Distinct().ToArray();
        var now = clock.GetUtcNow();

        await using var session = await dataSource.BeginAsync(Tenant.System, context.CancellationToken);
        Guid[] waiting;
        List<CompletedPost> completed;
        await using (var batch = session.Batch())
        {
            batch.Add(PostStatuses.Lock, posts);
            batch.Add(
                Update,
                changes.Select(change => change.PublicationId).ToArray(),
                changes.Select(change => change.Status).ToArray(),
                changes.Select(change => change.Version).ToArray(),
                changes.Select(change => change.ExternalId).ToArray(),
                changes.Select(change => change.ExternalUrl).ToArray(),
                now);
            batch.Add(PostStatuses.Recompute, posts, now);
            batch.Add(
                DependentPublications.FindPosts,
                changes.Select(change => change.PublicationId).ToArray(),
                changes.Where(change => change.Category == FailureCategories.Waiting).Select(change => change.PublicationId).ToArray());
            batch.Add(CompletedPosts.Find, posts, now);
            await using var reader = await session.ReadAsync(batch, context.CancellationToken);

            // The lock gave rows, too.
            await reader.NextResultAsync(context.CancellationToken);
            waiting = await ReadPostsAsync(reader, context.CancellationToken);
            await reader.NextResultAsync(context.CancellationToken);
            completed = await CompletedPosts.ReadAsync(reader, context.CancellationToken);
        }

        await CommitAsync(session, completed, context.CancellationToken);
        if (waiting.Length > 0)
        {
            await dependents.ReleaseAsync(waiting, context.CancellationToken);
        }
    }

    private async Task CommitAsync(DatabaseSession session, List<CompletedPost> completed, CancellationToken cancellationToken)
    {
        var mail = outbox.Prepare(completed.Count > 0 ? [new PostsCompleted { Posts = completed }] : []);
        if (completed.Count > 0)
        {
            await using var write = session.Batch();
            mail.AddTo(write);
            await session.ExecuteAsync(write, cancellationToken);
        }

        await session.CommitAsync(cancellationToken);
        mail.Committed();
    }

    private static async Task<Guid[]> ReadPostsAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        List<Guid> posts = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            posts.Add(reader.GetGuid(0));
        }

        return [.. posts];
    }
}
