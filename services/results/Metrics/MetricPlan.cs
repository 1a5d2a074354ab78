using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Results.Platforms;
using ContentMultiplier.Results.Publications;
using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Results.Metrics;

/// <summary>Plans the first reading, with the very write that says published. Platforms that give no numbers are never planned for.</summary>
internal sealed class MetricPlan(MetricAges ages, PlatformCatalogue platforms)
{
    private const string Insert = """
        insert into metric_schedules (publication_id, workspace_id, age_seconds, due_at, tries)
        select id, workspace_id, $4, due_at, 0 from unnest($1, $2, $3) as n(id, workspace_id, due_at)
        on conflict (publication_id) do nothing
        """;

    /// <summary>For what was published before the platform's worker could read numbers.</summary>
    private const string InsertEarlier = """
        insert into metric_schedules (publication_id, workspace_id, age_seconds, due_at, tries)
        select id, workspace_id, $2, published_at + make_interval(secs => $2), 0 from publications
        where platform = $1 and status = 'published' and removed_at is null and published_at > $3
        on conflict (publication_id) do nothing
        """;

    public void AddTo(NpgsqlBatch batch, IEnumerable<Publication> publications)
    {
        if (ages.First is not { } first)
        {
            return;
        }

        var published = publications
            .Where(publication => publication is { Status: PublicationStatus.Published, PublishedAt: not null, Effects.IsAnnounced: true }
                && platforms.CanCollectMetrics(publication.Platform))
            .ToArray();
        if (published.Length > 0)
        {
            batch.Add(
                Insert,
                Array.ConvertAll(published, publication => publication.Id),
                Array.ConvertAll(published, publication => publication.WorkspaceId),
                Array.ConvertAll(published, publication => MetricAges.DueAt(publication.PublishedAt!.Value, first)),
                first);
        }
    }

    /// <summary>A platform's worker has just been found to read numbers.</summary>
    public void AddEarlier(NpgsqlBatch batch, string platform, DateTimeOffset now)
    {
        if (ages.First is { } first)
        {
            batch.Add(InsertEarlier, platform, first, now - ages.Last);
        }
    }
}
