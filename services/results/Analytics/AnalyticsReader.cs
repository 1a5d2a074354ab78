using System.Globalization;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContentMultiplier.Results.Analytics;

/// <param name="From">At the full hour.</param>
internal sealed record AnalyticsCounts(
    DateTimeOffset From,
    DateTimeOffset To,
    IReadOnlyList<MeasuredCount> Measured,
    IReadOnlyList<DayCount> Days,
    IReadOnlyList<HourCount> Hours,
    IReadOnlyDictionary<Guid, string> Names);

internal sealed record MeasuredCount(string Measure, string Platform, Guid AccountId, string Key, long Count);

internal sealed record DayCount(DateOnly Day, string Status, long Count);

internal sealed record HourCount(int Hour, string Status, long Count);

internal sealed record AnalyticsLines(IReadOnlyList<AccountDayCount> Days, IReadOnlyDictionary<Guid, string> Names);

internal sealed record AccountDayCount(DateOnly Day, string Platform, Guid AccountId, string Status, long Count);

/// <summary>Sums the days and hours of a span of time.</summary>
internal sealed class AnalyticsReader(NpgsqlDataSource database, IOptions<AnalyticsOptions> options, TimeProvider time)
{
    private const string Utc = "UTC";

    /// <summary>Times without a zone are the zone's own; a part of an hour is the whole hour. The last column is there to be refused.</summary>
    private const string Span = """
        select date_trunc('hour', case when $2 then $1::timestamp at time zone $5 else $1::timestamp at time zone 'UTC' end, 'UTC'),
               date_trunc('hour', case when $4 then $3::timestamp at time zone $5 else $3::timestamp at time zone 'UTC' end + interval '59 minutes 59.999999 seconds', 'UTC'),
               now() at time zone $5
        """;

    /// <summary>Days where they say the same, hours beside them.</summary>
    private const string Days = "workspace_id = $1 and day >= $4 and day < $5 and ($6::text is null or platform = $6)";

    private const string HoursBefore = """
        workspace_id = $1 and hour >= $2 and hour < least($3, $4::timestamp at time zone 'UTC') and ($6::text is null or platform = $6)
        """;

    private const string HoursAfter = """
        workspace_id = $1 and hour >= greatest($2, $5::timestamp at time zone 'UTC') and hour < $3 and ($6::text is null or platform = $6)
        """;

    private const string Measured = $"""
        select measure, platform, account_id, key, sum(count)::bigint from (
            select measure, platform, account_id, key, count from publication_counts_daily where {Days} and measure = any($7)
            union all
            select measure, platform, account_id, key, count from publication_counts where {HoursBefore} and measure = any($7)
            union all
            select measure, platform, account_id, key, count from publication_counts where {HoursAfter} and measure = any($7)) as counts
        group by 1, 2, 3, 4 having sum(count) > 0
        """;

    private const string OfDays = $"""
        (
            select day, platform, account_id, key, count from publication_counts_daily where {Days} and measure = 'status'
            union all
            select (hour at time zone $7)::date, platform, account_id, key, count from publication_counts where {HoursBefore} and measure = 'status'
            union all
            select (hour at time zone $7)::date, platform, account_id, key, count from publication_counts where {HoursAfter} and measure = 'status') as counts
        """;

    private const string ByDay = $"select day, key, sum(count)::bigint from {OfDays} group by 1, 2 having sum(count) > 0 order by 1";

    private const string ByDayAndAccount = $"""
        select day, platform, account_id, key, sum(count)::bigint from {OfDays} group by 1, 2, 3, 4 having sum(count) > 0 order by 1, 2, 3
        """;

    /// <summary>Hour and status together are one key.</summary>
    private const string ByHour = $"""
        select key, sum(count)::bigint from (
            select key, count from publication_counts_daily where {Days} and measure = 'hour'
            union all
            select to_char(hour at time zone $7, 'HH24:') || key, count from publication_counts where {HoursBefore} and measure = 'status'
            union all
            select to_char(hour at time zone $7, 'HH24:') || key, count from publication_counts where {HoursAfter} and measure = 'status') as counts
        group by 1 having sum(count) > 0
        """;

    private const string Names = "select account_id, name from publication_accounts where workspace_id = $1";

    /// <returns>Null when the database knows no such zone.</returns>
    public async Task<AnalyticsCounts?> ReadAsync(AnalyticsQuery query, Guid workspaceId, CancellationToken cancellationToken)
    {
        await using var session = await database.BeginAsync(Tenant.Workspace(workspaceId), cancellationToken);
        if (await SpanAsync(session, query, cancellationToken) is not var (from, to))
        {
            return null;
        }

        await using var batch = session.Batch();
        var sums = GrainOf(from, to, daysSayTheSame: true);
        var series = GrainOf(from, to, daysSayTheSame: query.TimeZone == Utc);
        batch.Add(Measured, workspaceId, sums.From, sums.To, sums.DaysFrom, sums.DaysTo, query.Platform, Measures.All);
        batch.Add(ByDay, workspaceId, series.From, series.To, series.DaysFrom, series.DaysTo, query.Platform, query.TimeZone);
        batch.Add(ByHour, workspaceId, series.From, series.To, series.DaysFrom, series.DaysTo, query.Platform, query.TimeZone);
        batch.Add(Names, workspaceId);
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        return new AnalyticsCounts(
            sums.From,
            sums.To,
            await RowsAsync(reader, row => new MeasuredCount(row.GetString(0), row.GetString(1), row.GetGuid(2), row.GetString(3), row.GetInt64(4)), cancellationToken),
            await RowsAsync(reader, row => new DayCount(row.GetFieldValue<DateOnly>(0), row.GetString(1), row.GetInt64(2)), cancellationToken),
            await RowsAsync(reader, row => HourOf(row.GetString(0), row.GetInt64(1)), cancellationToken),
            await NamesAsync(reader, cancellationToken));
    }

    /// <summary>The days of each account.</summary>
    /// <returns>Null when the database knows no such zone.</returns>
    public async Task<AnalyticsLines?> ReadLinesAsync(AnalyticsQuery query, Guid workspaceId, CancellationToken cancellationToken)
    {
        await using var session = await database.BeginAsync(Tenant.Workspace(workspaceId), cancellationToken);
        if (await SpanAsync(session, query, cancellationToken) is not var (from, to))
        {
            return null;
        }

        await using var batch = session.Batch();
        var series = GrainOf(from, to, daysSayTheSame: query.TimeZone == Utc);
        batch.Add(ByDayAndAccount, workspaceId, series.From, series.To, series.DaysFrom, series.DaysTo, query.Platform, query.TimeZone);
        batch.Add(Names, workspaceId);
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        return new AnalyticsLines(
            await RowsAsync(
                reader,
                row => new AccountDayCount(row.GetFieldValue<DateOnly>(0), row.GetString(1), row.GetGuid(2), row.GetString(3), row.GetInt64(4)),
                cancellationToken),
            await NamesAsync(reader, cancellationToken));
    }

    private static async Task<(DateTimeOffset From, DateTimeOffset To)?> SpanAsync(
        DatabaseSession session, AnalyticsQuery query, CancellationToken cancellationToken)
    {
        try
        {
            await using var span = session.Batch();
            span.Add(Span, Plain(query.From), query.IsFromLocal, Plain(query.To), query.IsToLocal, query.TimeZone);
            await using var row = await session.ReadAsync(span, cancellationToken);
            await row.ReadAsync(cancellationToken);
            return (row.GetFieldValue<DateTimeOffset>(0), row.GetFieldValue<DateTimeOffset>(1));
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InvalidParameterValue)
        {
            return null;
        }
    }

    private CountGrain GrainOf(DateTimeOffset from, DateTimeOffset to, bool daysSayTheSame) =>
        CountGrain.Of(from, to, options.Value.HoursFrom(time.GetUtcNow()), daysSayTheSame);

    /// <param name="key">As <c>09:published</c>.</param>
    private static HourCount HourOf(string key, long count) => new(int.Parse(key.AsSpan(0, 2), CultureInfo.InvariantCulture), key[3..], count);

    private static async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        (await RowsAsync(reader, row => KeyValuePair.Create(row.GetGuid(0), row.GetString(1)), cancellationToken)).ToDictionary();

    /// <summary>The rows of the present statement; the reader stands before the next one's then.</summary>
    private static async Task<List<T>> RowsAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        List<T> rows = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        await reader.NextResultAsync(cancellationToken);
        return rows;
    }

    private static DateTime Plain(DateTime time) => DateTime.SpecifyKind(time, DateTimeKind.Unspecified);
}
