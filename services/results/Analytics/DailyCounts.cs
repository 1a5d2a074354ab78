namespace ContentMultiplier.Results.Analytics;

/// <summary>
/// The same counts by the day of UTC, written in the statement that writes the hours, so that both always say the same. Of the hours of
/// a day only what came to rest is kept, and not by account: that is what the best hours are made of.
/// </summary>
internal static class DailyCounts
{
    /// <summary>Of <c>deltas</c>, which <see cref="CountPump"/> makes.</summary>
    public const string Write = """
        insert into publication_counts_daily as known (workspace_id, measure, day, platform, account_id, key, count)
        select workspace_id, measure, day, platform, account_id, key, sum(delta) from (
            select workspace_id, measure, (hour at time zone 'UTC')::date as day, platform, account_id, key, delta from deltas
            union all
            select workspace_id, 'hour', (hour at time zone 'UTC')::date, platform, '00000000-0000-0000-0000-000000000000'::uuid,
                   to_char(hour at time zone 'UTC', 'HH24') || ':' || key, delta
            from deltas where measure = 'status') as of_day
        group by 1, 2, 3, 4, 5, 6 having sum(delta) <> 0 order by 1, 2, 3, 4, 5, 6
        on conflict (workspace_id, measure, day, platform, account_id, key) do update set count = known.count + excluded.count
        """;
}
