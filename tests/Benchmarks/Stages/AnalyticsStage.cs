using System.Globalization;
using ContentMultiplier.Benchmarks.Load;
using ContentMultiplier.Benchmarks.Report;
using Npgsql;

namespace ContentMultiplier.Benchmarks.Stages;

/// <summary>
/// Overviews of one workspace whose year is ten million rows: fifty accounts of five platforms with something in every hour, of every
/// kind that is counted.
/// </summary>
internal sealed class AnalyticsStage(Bench bench, BenchOptions options)
{
    private const int Accounts = 50;
    private const int Days = 365;
    private const double TargetMs = 100;
    private const int Warm = 20;

    private const string Fill = """
        with accounts as (select n, gen_random_uuid() as id, 'platform' || n % 5 as platform from generate_series(1, $2) n),
        keys (measure, key) as (
            select 'status', unnest(array['published', 'failed', 'unknown'])
            union all select 'content_type', unnest(array['text:published', 'text:failed', 'thread:published', 'thread:failed'])
            union all select 'time', unnest(array['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
            union all select 'attempt', unnest(array['published', 'failed'])
            union all select 'retry', ''
            union all select 'error', unnest(array['rate_limited', 'unavailable', 'invalid_content'])),
        hours as (select h as hour from generate_series($3::timestamptz, $3::timestamptz + make_interval(days => $4, hours => -1), interval '1 hour') h)
        insert into publication_counts (workspace_id, measure, hour, platform, account_id, key, count)
        select $1, k.measure, h.hour, a.platform, a.id, k.key, 1 + (extract(epoch from h.hour)::bigint / 3600 + a.n) % 7
        from keys k, hours h, accounts a order by 2, 3, 4, 5, 6
        """;

    /// <summary>As the service would have written them with the hours.</summary>
    private const string FillDays = """
        insert into publication_counts_daily (workspace_id, measure, day, platform, account_id, key, count)
        select workspace_id, measure, (hour at time zone 'UTC')::date, platform, account_id, key, sum(count)
        from publication_counts where workspace_id = $1 group by 1, 2, 3, 4, 5, 6
        union all
        select workspace_id, 'hour', (hour at time zone 'UTC')::date, platform, '00000000-0000-0000-0000-000000000000'::uuid,
               to_char(hour at time zone 'UTC', 'HH24') || ':' || key, sum(count)
        from publication_counts where workspace_id = $1 and measure = 'status' group by 1, 3, 4, 6
        """;

    public async Task<AnalyticsBenchReport> RunAsync(CancellationToken cancellationToken)
    {
        var before = LoadAverage();
        using var caller = await Caller.CreateAsync(bench.Gateway, cancellationToken);
        await caller.UseKeyAsync(cancellationToken);
        var today = new DateTimeOffset(bench.Clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        var (hours, days) = await FillAsync(caller.Workspace, today.AddDays(1 - Days), cancellationToken);
        Dictionary<string, Latency?> answers = new()
        {
            ["month"] = await AskAsync(caller, "month", Query(today, 30), cancellationToken),
            ["month_in_another_zone"] = await AskAsync(caller, "month in another zone", Query(today, 30) + "&time_zone=Europe/Berlin", cancellationToken),
            ["month_of_a_platform"] = await AskAsync(caller, "month of a platform", Query(today, 30) + "&platform=platform1", cancellationToken),
            ["year"] = await AskAsync(caller, "year", Query(today, Days), cancellationToken),
        };
        return new AnalyticsBenchReport
        {
            Machine = Machine.Describe(),
            LoadAverageBefore = before,
            LoadAverageAfter = LoadAverage(),
            HourlyRows = hours,
            DailyRows = days,
            Answers = answers,
            IsWithinTarget = answers["month"] is { P99: <= TargetMs },
        };
    }

    private static double LoadAverage() => double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);

    private static string Query(DateTimeOffset today, int days) => string.Create(
        CultureInfo.InvariantCulture, $"/api/publishing/analytics?from={today.AddDays(1 - days):yyyy-MM-dd}&to={today:yyyy-MM-dd}");

    private async Task<(long Hours, long Days)> FillAsync(Guid workspace, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(bench.ResultsDatabase) { CommandTimeout = 3600 };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        Bench.Say("Filling a year …");
        var hours = await ExecuteAsync(connection, Fill, [workspace, Accounts, from, Days], cancellationToken);
        Bench.Say($"{hours} rows by the hour");
        var days = await ExecuteAsync(connection, FillDays, [workspace], cancellationToken);
        Bench.Say($"{days} rows by the day");
        await ExecuteAsync(connection, "vacuum analyze publication_counts, publication_counts_daily", [], cancellationToken);
        await ExecuteAsync(connection, "checkpoint", [], cancellationToken);
        return (hours, days);
    }

    private async Task<Latency?> AskAsync(Caller caller, string name, string path, CancellationToken cancellationToken)
    {
        List<double> times = [];
        for (var i = 0; i < Warm + (options.Rounds * 10); i++)
        {
            var started = bench.Clock.GetTimestamp();
            await caller.GetAsync(path, cancellationToken);
            if (i >= Warm)
            {
                times.Add(bench.Clock.GetElapsedTime(started).TotalMilliseconds);
            }
        }

        var latency = Latency.Of(times);
        Bench.Say($"{name}: {latency}");
        return latency;
    }

    private static async Task<long> ExecuteAsync(NpgsqlConnection connection, string sql, object[] parameters, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new() { Value = parameter });
        }

        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
