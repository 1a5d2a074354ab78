namespace ContentMultiplier.Results.Analytics;

/// <summary>
/// Which part of a span of time is read by the day, and which by the hour: whole days of UTC wherever that says the same. Hours that are not
/// kept any more are read as the days they were part of, so that an old span begins and ends with a day.
/// </summary>
/// <param name="From">At a full hour.</param>
/// <param name="DaysFrom">Days count from here …</param>
/// <param name="DaysTo">… to here; hours on both sides of it.</param>
internal sealed record CountGrain(DateTimeOffset From, DateTimeOffset To, DateOnly DaysFrom, DateOnly DaysTo)
{
    /// <param name="hoursFrom">The day from which hours are kept.</param>
    /// <param name="daysSayTheSame">Whether whole days of UTC are as good as their hours.</param>
    public static CountGrain Of(DateTimeOffset from, DateTimeOffset to, DateOnly hoursFrom, bool daysSayTheSame)
    {
        var oldest = AtStart(hoursFrom);
        var begin = from < oldest ? AtStart(DayOf(from)) : from;
        var end = to < oldest ? EndOf(to) : to;
        if (!daysSayTheSame)
        {
            return new CountGrain(begin, end, DayOf(begin), begin < oldest ? Earlier(hoursFrom, DayOf(end)) : DayOf(begin));
        }

        var (first, last) = (DayOf(EndOf(begin)), DayOf(end));
        return new CountGrain(begin, end, first, last > first ? last : first);
    }

    private static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);

    private static DateTimeOffset AtStart(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);

    private static DateTimeOffset EndOf(DateTimeOffset at) => AtStart(DayOf(at)) is var start && start < at ? start.AddDays(1) : start;

    private static DateOnly Earlier(DateOnly one, DateOnly other) => one < other ? one : other;
}
