using ContentMultiplier.Contracts.Metrics;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContentMultiplier.Results.Inbound;

/// <summary>
/// Adds what platforms tell to the sums of their publications. An event that was told before, of another workspace or of another
/// platform counts for nothing.
/// </summary>
internal sealed class InboundCounts(NpgsqlDataSource database, Outbox outbox, IOptions<InboundOptions> options, TimeProvider time)
{
    /// <summary>Whoever waits for another's event waits before it counts: rows are always met in the order of their keys.</summary>
    private const string Count = """
        with told as (
            select * from unnest($3::text[], $4::uuid[], $5::text[], $6::text[], $7::timestamptz[], $9::text[], $10::int[])
                   as told (event_id, publication_id, name, metric, at, external_id, change)),
        ours as (
            select told.event_id, p.id as publication_id, told.name, told.metric, told.at, told.change
              from told join publications p on p.id = told.publication_id and p.workspace_id = $1 and p.platform = $2
            union all
            select told.event_id, p.id, told.name, told.metric, told.at, told.change
              from told join publications p on p.workspace_id = $1 and p.external_id = told.external_id and p.platform = $2
             where told.publication_id is null),
        fresh as (
            insert into inbound_events (workspace_id, platform, event_id, received_at)
            select distinct $1::uuid, $2::text, event_id, $8::timestamptz from ours order by event_id
            on conflict do nothing returning event_id)
        insert into inbound_counts as sum (publication_id, workspace_id, name, metric, count, last_at)
        select publication_id, $1, name, min(metric), sum(change), max(at) from ours join fresh using (event_id)
         group by publication_id, name order by publication_id, name
        on conflict (publication_id, name) do update
           set count = sum.count + excluded.count, last_at = greatest(sum.last_at, excluded.last_at)
        returning publication_id
        """;

    private const string Touch = """
        update inbound_endpoints set last_received_at = $2
        where id = $1 and (last_received_at is null or last_received_at < $2 - interval '1 minute')
        """;

    private const string SelectSums = """
        select c.publication_id, p.post_id, p.account_id, p.published_at, c.name, c.metric, greatest(c.count, 0)
        from inbound_counts c join publications p on p.id = c.publication_id
        where c.publication_id = any($1) order by p.post_id, c.publication_id, c.name
        """;

    public async Task AddAsync(InboundEndpoint endpoint, IReadOnlyList<InboundEvent> told, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();

        // Whoever kept a signed request for longer than its events are remembered tells nothing new.
        List<InboundEvent> events = [.. told.Where(one => one.At > now - options.Value.Memory).DistinctBy(one => one.Id)];
        await using var session = await database.BeginAsync(Tenant.System, cancellationToken);
        var changed = await CountAsync(session, endpoint, events, now, cancellationToken);
        var mail = outbox.Prepare([.. await UpdatesAsync(session, endpoint, changed, now, cancellationToken)]);
        await using (var batch = session.Batch())
        {
            batch.Add(Touch, endpoint.Id, now);
            mail.AddTo(batch);
            await session.ExecuteAsync(batch, cancellationToken);
        }

        await session.CommitAsync(cancellationToken);
        mail.Committed();
    }

    private static async Task<Guid[]> CountAsync(
        DatabaseSession session, InboundEndpoint endpoint, List<InboundEvent> events, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
        {
            return [];
        }

        await using var batch = session.Batch();
        batch.Add(
            Count, endpoint.WorkspaceId, endpoint.Platform, Column(events, one => one.Id), Column(events, one => one.PublicationId),
            Column(events, one => one.Name), Column(events, one => one.Metric), Column(events, one => one.At), now,
            Column(events, one => one.ExternalId), Column(events, one => one.Change));
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        HashSet<Guid> changed = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            changed.Add(reader.GetGuid(0));
        }

        return [.. changed];
    }

    private static async Task<IReadOnlyList<MetricsUpdated>> UpdatesAsync(
        DatabaseSession session, InboundEndpoint endpoint, Guid[] changed, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (changed.Length == 0)
        {
            return [];
        }

        await using var batch = session.Batch();
        batch.Add(SelectSums, changed);
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        List<Sum> sums = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            sums.Add(new Sum(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetGuid(2), reader.IsDBNull(3) ? null : reader.GetFieldValue<DateTimeOffset>(3),
                new InboundNumber(reader.GetString(4), reader.IsDBNull(5) ? null : reader.GetString(5), reader.GetInt64(6), now)));
        }

        return
        [
            .. from post in sums.GroupBy(sum => sum.PostId)
               select new MetricsUpdated
               {
                   PostId = post.Key,
                   WorkspaceId = endpoint.WorkspaceId,
                   Publications =
                   [
                       .. from publication in post.GroupBy(sum => (sum.PublicationId, sum.AccountId, sum.PublishedAt))
                          let numbers = publication.Select(sum => sum.Number).ToList()
                          select new MetricsUpdate
                          {
                              PublicationId = publication.Key.PublicationId,
                              Platform = endpoint.Platform,
                              AccountId = publication.Key.AccountId,
                              AgeSeconds = InboundNumbers.AgeOf(publication.Key.PublishedAt, now),
                              CollectedAt = now,
                              Values = InboundNumbers.Common(numbers),
                              Own = InboundNumbers.Own(numbers),
                          },
                   ],
               },
        ];
    }

    private static TValue[] Column<TValue>(List<InboundEvent> events, Func<InboundEvent, TValue> value) => [.. events.Select(value)];

    private sealed record Sum(Guid PublicationId, Guid PostId, Guid AccountId, DateTimeOffset? PublishedAt, InboundNumber Number);
}
