using System.Globalization;
using System.Text.RegularExpressions;
using ContentMultiplier.ServiceDefaults.Errors;

namespace ContentMultiplier.Results.Analytics;

/// <summary>What somebody wants to know, checked: every problem is named at once.</summary>
internal sealed partial record AnalyticsQuery
{
    public const int MaxDays = 400;
    private const int DefaultDays = 30;
    private const int MaxZone = 64;

    /// <summary>Of the zone where they are days.</summary>
    public required DateTime From { get; init; }

    public required bool IsFromLocal { get; init; }
    public required DateTime To { get; init; }
    public required bool IsToLocal { get; init; }
    public required string TimeZone { get; init; }
    public required string? Platform { get; init; }
    public required bool IsCsv { get; init; }

    /// <param name="from">A day, or an instant.</param>
    /// <param name="to">A day, which is counted in, or an instant.</param>
    public static AnalyticsQuery? Read(
        string? from, string? to, string? platform, string? timeZone, string? format, bool wantsCsv, DateTimeOffset now, out ErrorBag errors)
    {
        errors = new ErrorBag();
        var begin = ReadTime(from, "from", 0, errors);
        var end = ReadTime(to, "to", 1, errors);
        if (timeZone is not (null or "UTC") && (timeZone.Length > MaxZone || !ZoneName().IsMatch(timeZone)))
        {
            errors.Add("time_zone", "It is the name of an IANA zone, such as `Europe/Berlin`, or `UTC`.");
        }

        if (platform is not null && !Slug().IsMatch(platform))
        {
            errors.Add("platform", "It is the name of a platform in lower-case letters, digits and hyphens, as GET /api/publishing/platforms lists it.");
        }

        if (format is not (null or "csv" or "json"))
        {
            errors.Add("format", "It is `json` or `csv`.");
        }

        var until = end ?? (now.UtcDateTime, false);
        var since = begin ?? (until.Time.AddDays(-DefaultDays), until.IsLocal);
        if (!errors.Any && since.Time >= until.Time)
        {
            errors.Add("from", "It is before `to`.");
        }
        else if (!errors.Any && (until.Time - since.Time).TotalDays > MaxDays)
        {
            errors.Add("from", $"Together they span {MaxDays} days at the most; ask for the rest by itself.");
        }

        return errors.Any ? null : new AnalyticsQuery
        {
            From = since.Time,
            IsFromLocal = since.IsLocal,
            To = until.Time,
            IsToLocal = until.IsLocal,
            TimeZone = timeZone ?? "UTC",
            Platform = platform,
            IsCsv = format is null ? wantsCsv : format == "csv",
        };
    }

    private static (DateTime Time, bool IsLocal)? ReadTime(string? text, string field, int daysOn, ErrorBag errors)
    {
        if (text is null)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && IsUsual(day.Year))
        {
            return (day.ToDateTime(TimeOnly.MinValue).AddDays(daysOn), true);
        }

        if (Instant().IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) && IsUsual(at.UtcDateTime.Year))
        {
            return (at.UtcDateTime, false);
        }

        errors.Add(field, "It is a day such as 2026-11-21, or an instant such as 2026-11-21T17:00:00Z, of the years 2000 to 2199.");
        return null;
    }

    private static bool IsUsual(int year) => year is >= 2000 and < 2200;

    [GeneratedRegex("^[a-z][a-z0-9-]{1,31}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Slug();

    [GeneratedRegex("^[A-Za-z_]+(/[A-Za-z0-9_+-]+){1,2}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ZoneName();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,7})?)?(Z|[+-]\d\d:\d\d)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Instant();
}
