using ContentMultiplier.Contracts.Media;
using ContentMultiplier.ServiceDefaults.Persistence;
using MassTransit;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContentMultiplier.Media.References;

/// <summary>Keeps which post holds which file. Late and repeated messages change nothing: the version of the post decides.</summary>
internal sealed class PostMediaChangedConsumer(NpgsqlDataSource dataSource, IOptions<MediaOptions> options, TimeProvider clock)
    : IConsumer<PostMediaChanged>
{
    private const string Replace =
        """
        with newer as (
                 insert into post_versions as known (post_id, workspace_id, version, heard_at) values ($1, $2, $3, $4)
                 on conflict (post_id) do update set version = excluded.version, heard_at = excluded.heard_at
                  where known.version < excluded.version
                 returning post_id),
             dropped as (
                 delete from post_media where post_id in (select post_id from newer) and media_id <> all($5) returning media_id),
             kept as (
                 update assets set kept_until = greatest(kept_until, $6) where id in (select media_id from dropped))
        insert into post_media (post_id, media_id, workspace_id)
        select $1, id, $2 from assets where id = any($5) and workspace_id = $2 and exists (select from newer)
        on conflict do nothing
        """;

    public async Task Consume(ConsumeContext<PostMediaChanged> context)
    {
        var changed = context.Message;
        var now = clock.GetUtcNow();
        await using var batch = dataSource.CreateTenantBatch(Tenant.System);
        batch.Add(
            Replace, changed.PostId, changed.WorkspaceId, changed.Version, now, changed.MediaIds.ToArray(), now + options.Value.KeepUnused);
        await batch.ExecuteNonQueryAsync(context.CancellationToken);
    }
}
