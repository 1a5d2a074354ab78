using System.Text.Json;
using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.Results.Inbound;
using ContentMultiplier.Results.Publications;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace ContentMultiplier.Results.Metrics;

/// <summary><c>GET /api/publishing/analytics/{post_id}</c>.</summary>
internal static class GetPostAnalytics
{
    private const string SelectPost = """
        select published_at, platform_count, publish_attempts, successful_publishes from post_analytics where id = $1 and workspace_id = $2
        """;

    private const string SelectTargets = """
        select p.id, p.platform, p.account_id, p.account_name, p.status, p.external_id, p.external_url, p.published_at,
               s.publication_id is not null, s.ended, s.due_at, s.detail
        from publications p left join metric_schedules s on s.publication_id = p.id
        where p.post_id = $1 and p.workspace_id = $2 order by p.id
        """;

    private const string SelectReadings = """
        select r.publication_id, r.age_seconds, r.collected_at, r.metrics, r.own
        from metric_readings r join publications p on p.id = r.publication_id
        where p.post_id = $1 and p.workspace_id = $2 order by r.publication_id, r.age_seconds
        """;

    public static async Task<Results<Ok<PostAnalyticsResponse>, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "post_id")] Guid postId, NpgsqlDataSource database, PostsClient posts, CurrentUser user, CancellationToken cancellationToken)
    {
        if (await LoadAsync(postId, database, user, cancellationToken) is { } found)
        {
            return TypedResults.Ok(found);
        }

        // Accepted a moment ago, or a draft: posts knows it.
        return await posts.FindAsync(postId, cancellationToken) is null
            ? Problems.NotFound()
            : TypedResults.Ok(new PostAnalyticsResponse { PostId = postId, Totals = new Dictionary<string, long>(), Targets = [] });
    }

    private static async Task<PostAnalyticsResponse?> LoadAsync(
        Guid postId, NpgsqlDataSource database, CurrentUser user, CancellationToken cancellationToken)
    {
        await using var session = await database.BeginAsync(user.Tenant, cancellationToken);
        await using var batch = session.Batch();
        batch.Add(SelectPost, postId, user.WorkspaceId);
        batch.Add(SelectTargets, postId, user.WorkspaceId);
        batch.Add(SelectReadings, postId, user.WorkspaceId);
        batch.Add(InboundNumbers.Select, postId, user.WorkspaceId);
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var post = new PostAnalyticsResponse
        {
            PostId = postId,
            PublishedAt = Get<DateTimeOffset?>(reader, 0),
            PlatformCount = (int)reader.GetInt64(1),
            PublishAttempts = reader.GetInt64(2),
            SuccessfulPublishes = (int)reader.GetInt64(3),
            Totals = new Dictionary<string, long>(),
            Targets = [],
        };
        await reader.NextResultAsync(cancellationToken);
        List<TargetAnalytics> targets = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            targets.Add(ReadTarget(reader));
        }

        await reader.NextResultAsync(cancellationToken);
        var readings = await ReadReadingsAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var told = await ReadToldAsync(reader, cancellationToken);
        targets =
        [
            .. targets.Select(target => (target with
            {
                Series = [.. readings[target.PublicationId]],
                Latest = readings[target.PublicationId].LastOrDefault(),
            }).With([.. told[target.PublicationId]])),
        ];
        return post with { Targets = targets, Totals = Sum(targets) };
    }

    private static Dictionary<string, long> Sum(IEnumerable<TargetAnalytics> targets) => targets
        .SelectMany(target => target.Latest?.Metrics ?? new Dictionary<string, long>())
        .GroupBy(metric => metric.Key, metric => metric.Value, StringComparer.Ordinal)
        .OrderBy(metric => metric.Key, StringComparer.Ordinal)
        .ToDictionary(metric => metric.Key, metric => metric.Sum(), StringComparer.Ordinal);

    private static TargetAnalytics ReadTarget(NpgsqlDataReader row) => new()
    {
        PublicationId = row.GetGuid(0),
        Platform = row.GetString(1),
        AccountId = row.GetGuid(2),
        AccountName = Get<string?>(row, 3),
        Status = row.GetString(4),
        ExternalId = Get<string?>(row, 5),
        ExternalUrl = Get<string?>(row, 6),
        PublishedAt = Get<DateTimeOffset?>(row, 7),
        Collection = row.GetBoolean(8) ? Get<string?>(row, 9) ?? CollectionStates.Collecting : CollectionStates.None,
        NextAt = Get<DateTimeOffset?>(row, 10),
        Detail = Get<string?>(row, 11),
        Series = [],
    };

    private static async Task<ILookup<Guid, MetricsReadingResponse>> ReadReadingsAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        List<(Guid Id, MetricsReadingResponse Reading)> readings = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            readings.Add((reader.GetGuid(0), new MetricsReadingResponse(
                reader.GetInt64(1), reader.GetFieldValue<DateTimeOffset>(2), Numbers(reader.GetString(3)), Numbers(reader.GetString(4)))));
        }

        return readings.ToLookup(item => item.Id, item => item.Reading);
    }

    private static async Task<ILookup<Guid, InboundNumber>> ReadToldAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        List<(Guid Id, InboundNumber Number)> numbers = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            numbers.Add((reader.GetGuid(0), new InboundNumber(
                reader.GetString(1), Get<string?>(reader, 2), reader.GetInt64(3), reader.GetFieldValue<DateTimeOffset>(4))));
        }

        return numbers.ToLookup(item => item.Id, item => item.Number);
    }

    private static Dictionary<string, long> Numbers(string json) => JsonSerializer.Deserialize<Dictionary<string, long>>(json) ?? [];

    private static T? Get<T>(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? default : row.GetFieldValue<T>(column);
}
