using ContentMultiplier.Contracts.Metrics;
using ContentMultiplier.Results.Platforms;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Results.Metrics;

/// <summary>Asks for numbers that are due and keeps what comes back; the rows and the messages they cause are one transaction.</summary>
internal sealed class MetricStore(
    NpgsqlDataSource database, Outbox outbox, MetricAges ages, PlatformCatalogue platforms, TimeProvider time)
{
    public const int MostAtOnce = 500;
    private const int MostOfAnAccount = 100;

    /// <returns>How many were due, and when the next one is.</returns>
    public async Task<(int Count, DateTimeOffset? Next)> AskAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var session = await database.BeginAsync(Tenant.System, cancellationToken);
        var (due, next) = await MetricRows.FindDueAsync(session, platforms.WithMetrics, MostAtOnce, now, cancellationToken);
        if (due.Count == 0)
        {
            return (0, next);
        }

        var asked = due.Where(row => row.Schedule.Ask(ages, row.PublishedAt, now)).ToList();
        await SaveAsync(session, due, [], [.. CommandsFor(asked)], cancellationToken);
        return (due.Count, next);
    }

    /// <returns>When the earliest of them is asked for again.</returns>
    public async Task<DateTimeOffset?> TakeAsync(IReadOnlyList<MetricsCollected> told, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var ids = told.SelectMany(message => message.Publications).Select(metrics => metrics.PublicationId).Distinct().ToArray();
        await using var session = await database.BeginAsync(Tenant.System, cancellationToken);
        var rows = await MetricRows.LoadAsync(session, ids, cancellationToken);
        List<MetricNews> news = [];
        foreach (var message in told)
        {
            foreach (var metrics in message.Publications)
            {
                // A worker has a word on the posts of its own platform only.
                if (rows.GetValueOrDefault(metrics.PublicationId) is { } row && row.Platform == message.Platform
                    && row.Schedule.Take(metrics, ages, row.PublishedAt, now))
                {
                    news.Add(new MetricNews(row, metrics, message.CollectedAt <= now ? message.CollectedAt : now));
                }
            }
        }

        await SaveAsync(session, rows.Values, news, [.. UpdatesFor(news)], cancellationToken);
        return rows.Values.Min(row => row.Schedule.DueAt);
    }

    private static IEnumerable<CollectMetrics> CommandsFor(IEnumerable<MetricRow> asked) =>
        from account in asked.GroupBy(row => (row.Schedule.WorkspaceId, row.Platform, row.AccountId))
        from chunk in account.Chunk(MostOfAnAccount)
        select new CollectMetrics
        {
            WorkspaceId = account.Key.WorkspaceId,
            Platform = account.Key.Platform,
            AccountId = account.Key.AccountId,
            Publications =
            [
                .. chunk.Select(row => new MeasuredPublication
                {
                    PublicationId = row.Schedule.PublicationId,
                    AgeSeconds = row.Schedule.AgeSeconds,
                    ExternalId = row.ExternalId,
                    ExternalUrl = row.ExternalUrl,
                    PublishedAt = row.PublishedAt,
                }),
            ],
        };

    private static IEnumerable<MetricsUpdated> UpdatesFor(IEnumerable<MetricNews> news) =>
        from post in news.GroupBy(item => (item.Row.PostId, item.Row.Schedule.WorkspaceId))
        select new MetricsUpdated
        {
            PostId = post.Key.PostId,
            WorkspaceId = post.Key.WorkspaceId,
            Publications =
            [
                .. post.Select(item => new MetricsUpdate
                {
                    PublicationId = item.Metrics.PublicationId,
                    Platform = item.Row.Platform,
                    AccountId = item.Row.AccountId,
                    AgeSeconds = item.Metrics.AgeSeconds,
                    CollectedAt = item.CollectedAt,
                    Values = item.Metrics.Values,
                    Own = item.Metrics.Own,
                }),
            ],
        };

    private async Task SaveAsync(
        DatabaseSession session,
        IReadOnlyCollection<MetricRow> rows,
        IReadOnlyCollection<MetricNews> news,
        IReadOnlyCollection<object> messages,
        CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return;
        }

        await using var batch = session.Batch();
        MetricRows.AddUpdates(batch, [.. rows.Select(row => row.Schedule)]);
        MetricRows.AddReadings(batch, [.. news]);
        var mail = outbox.Prepare(messages);
        mail.AddTo(batch);
        await session.ExecuteAsync(batch, cancellationToken);
        await session.CommitAsync(cancellationToken);
        mail.Committed();
    }
}

/// <summary>A schedule with what a worker has to know of its publication.</summary>
internal sealed record MetricRow(
    MetricSchedule Schedule, Guid PostId, string Platform, Guid AccountId, string ExternalId, string? ExternalUrl, DateTimeOffset PublishedAt);

/// <summary>Numbers to keep.</summary>
internal sealed record MetricNews(MetricRow Row, PublicationMetrics Metrics, DateTimeOffset CollectedAt);
