using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Results.Analytics;

/// <summary>
/// Counts what has come to rest, many at a time and aside from the work itself, where everybody would wait for the row of the
/// present hour. One that is retried and ends otherwise is moved over, not added.
/// </summary>
internal sealed class CountPump(NpgsqlDataSource database, TimeProvider time, ILogger<CountPump> logger) : DuePump(time, logger)
{
    private const int Together = 1000;

    /// <summary>Where some have ended more will: those are counted together.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private const string CountEnded = $"""
        with taken as (
            delete from publication_endings
            where id = any(array(select id from publication_endings order by id limit $1 for update skip locked))
            returning publication_id, status, was, after_attempt, last_attempt),
        ended as materialized (
            select p.id, p.workspace_id, p.platform, p.account_id, p.account_name, p.content_type, t.status, t.was as counted,
                   t.after_attempt, t.last_attempt, date_trunc('hour', coalesce(p.due_at, p.created_at), 'UTC') as hour,
                   greatest(extract(epoch from p.published_at - coalesce(p.due_at, p.created_at)), 0)::float8 as seconds
            from taken t join publications p on p.id = t.publication_id),
        tried as materialized (
            select e.workspace_id, e.platform, e.account_id, e.hour, a.number, a.result, a.category
            from ended e join attempts a on a.publication_id = e.id and a.number > e.after_attempt and a.number <= e.last_attempt),
        named as (
            insert into publication_accounts (workspace_id, account_id, platform, name)
            select distinct on (workspace_id, account_id) workspace_id, account_id, platform, account_name
            from ended where account_name is not null order by workspace_id, account_id, id desc
            on conflict (workspace_id, account_id) do update set name = excluded.name where publication_accounts.name <> excluded.name),
        deltas (workspace_id, measure, hour, platform, account_id, key, delta) as (
            select workspace_id, 'status', hour, platform, account_id, status, 1 from ended
            union all select workspace_id, 'status', hour, platform, account_id, counted, -1 from ended where counted is not null
            union all select workspace_id, 'content_type', hour, platform, account_id, content_type || ':' || status, 1 from ended where content_type is not null
            union all select workspace_id, 'content_type', hour, platform, account_id, content_type || ':' || counted, -1 from ended where content_type is not null and counted is not null
            union all select workspace_id, 'time', hour, platform, account_id, width_bucket(seconds, $2)::text, 1 from ended where status = 'published'
            union all select workspace_id, 'attempt', hour, platform, account_id, result, 1 from tried
            union all select workspace_id, 'retry', hour, platform, account_id, '', 1 from tried where number > 1
            union all select workspace_id, 'error', hour, platform, account_id, coalesce(category, 'internal'), 1 from tried where result <> 'published'),
        written as (
            insert into publication_counts (workspace_id, measure, hour, platform, account_id, key, count)
            select workspace_id, measure, hour, platform, account_id, key, sum(delta) from deltas
            group by 1, 2, 3, 4, 5, 6 having sum(delta) <> 0 order by 1, 2, 3, 4, 5, 6
            on conflict (workspace_id, measure, hour, platform, account_id, key) do update set count = publication_counts.count + excluded.count),
        daily as (
        {DailyCounts.Write})
        select count(*) from taken
        """;

    /// <summary>What a process of the version before ended and did not count any more: nothing at nearly any time.</summary>
    private const string AddLeftOver = """
        with left_over as (
            select id, workspace_id, status, counted, counted_attempts, attempt from publications
            where status in ('published', 'failed', 'cancelled', 'missed', 'unknown') and counted is distinct from status
            order by id limit $1 for update skip locked),
        marked as (
            update publications p set counted = l.status, counted_attempts = l.attempt from left_over l where p.id = l.id)
        insert into publication_endings (publication_id, workspace_id, status, was, after_attempt, last_attempt)
        select id, workspace_id, status, counted, counted_attempts, attempt from left_over
        """;

    private readonly TimeProvider _time = time;
    private DateTimeOffset _nextCount;

    protected override async Task<DateTimeOffset?> PumpAsync(CancellationToken cancellationToken)
    {
        // Everything that ends wakes it, under load many times a second.
        if (_time.GetUtcNow() < _nextCount)
        {
            return _nextCount;
        }

        long counted;
        var any = false;
        do
        {
            counted = await CountAsync(cancellationToken);
            any |= counted > 0;
        }
        while (counted == Together);

        _nextCount = _time.GetUtcNow() + Pause;
        return any ? _nextCount : null;
    }

    private async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        await using var session = await database.BeginAsync(Tenant.System, cancellationToken);
        long counted;
        await using (var batch = session.Batch())
        {
            batch.Add(AddLeftOver, Together);
            batch.Add(CountEnded, Together, TimeBuckets.Bounds);
            await using var reader = await session.ReadAsync(batch, cancellationToken);
            await reader.ReadAsync(cancellationToken);
            counted = reader.GetInt64(0);
        }

        await session.CommitAsync(cancellationToken);
        return counted;
    }
}
