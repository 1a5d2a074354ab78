using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Posts.Data;
using ContentMultiplier.Posts.Dependencies;
using ContentMultiplier.Posts.Posts;
using ContentMultiplier.ServiceDefaults.Persistence;
using MassTransit;
using Npgsql;

namespace ContentMultiplier.Posts.Publishing;

/// <summary>Takes over how publications stand. A change with a version that is not newer changes nothing.</summary>
internal sealed class PublicationsChangedConsumer(NpgsqlDataSource dataSource, DependentPublications dependents, TimeProvider clock)
    : IConsumer<Batch<PublicationsChanged>>
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

        await using var batch = dataSource.CreateTenantBatch(Tenant.System);
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
        batch.Add(DependentPublications.FindPosts, changes.Select(change => change.PublicationId).ToArray());
        if (await ReadPostsAsync(batch, context.CancellationToken) is { Length: > 0 } waiting)
        {
            await dependents.ReleaseAsync(waiting, context.CancellationToken);
        }
    }

    private static async Task<Guid[]> ReadPostsAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        List<Guid> posts = [];
        await using var reader = await batch.ReadAsync(cancellationToken);

        // The lock gave rows, too.
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            posts.Add(reader.GetGuid(0));
        }

        return [.. posts];
    }
}
