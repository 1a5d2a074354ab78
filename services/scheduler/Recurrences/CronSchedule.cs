using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using NodaTime;

namespace ContentMultiplier.Scheduler.Recurrences;

/// <summary>
/// Minute, hour, day of the month, month, day of the week, as cron knows them: <c>*</c>, lists, ranges, steps, and the English
/// names of months and days. Where both days are limited, either will do. It knows local times alone; zones come later.
/// </summary>
internal sealed class CronSchedule
{
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private readonly ulong _minutes;
    private readonly ulong _hours;
    private readonly ulong _monthDays;
    private readonly ulong _months;
    private readonly ulong _weekDays;
    private readonly bool _eitherDay;

    private CronSchedule(string[] fields, ulong minutes, ulong hours, ulong monthDays, ulong months, ulong weekDays)
    {
        (_minutes, _hours, _monthDays, _months) = (minutes, hours, monthDays, months);

        // Sunday is 0 and 7.
        _weekDays = weekDays | (weekDays >> 7 & 1);
        _eitherDay = fields[2][0] != '*' && fields[4][0] != '*';
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out CronSchedule? schedule, out string problem)
    {
        schedule = null;
        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (text.Length > 200 || fields.Length != 5)
        {
            problem = "must be five fields: minute, hour, day of the month, month, day of the week, such as 30 9 * * mon-fri";
            return false;
        }

        var masks = new ulong[5];
        (string Name, int Min, int Max, string[]? Names)[] kinds =
            [("minute", 0, 59, null), ("hour", 0, 23, null), ("day of the month", 1, 31, null), ("month", 1, 12, Months), ("day of the week", 0, 7, Days)];
        foreach (var (index, kind) in kinds.Index())
        {
            if (!TryParseField(fields[index], kind.Min, kind.Max, kind.Names, out masks[index]))
            {
                problem = $"the {kind.Name} must be * or made of {kind.Min} to {kind.Max}, as in 1,5 or 1-5 or */5";
                return false;
            }
        }

        schedule = new CronSchedule(fields, masks[0], masks[1], masks[2], masks[3], masks[4]);
        problem = "";
        return true;
    }

    /// <summary>The local times of a day.</summary>
    public IEnumerable<LocalDateTime> On(LocalDate date)
    {
        if (!IsOn(date))
        {
            yield break;
        }

        for (var hour = 0; hour < 24; hour++)
        {
            for (var minute = 0; Has(_hours, hour) && minute < 60; minute++)
            {
                if (Has(_minutes, minute))
                {
                    yield return date + new LocalTime(hour, minute);
                }
            }
        }
    }

    private bool IsOn(LocalDate date)
    {
        var byMonthDay = Has(_monthDays, date.Day);
        var byWeekDay = Has(_weekDays, (int)date.DayOfWeek % 7);
        return Has(_months, date.Month) && (_eitherDay ? byMonthDay || byWeekDay : byMonthDay && byWeekDay);
    }

    private static bool Has(ulong mask, int value) => (mask >> value & 1) == 1;

    private static bool TryParseField(string field, int min, int max, string[]? names, out ulong mask)
    {
        mask = 0;
        foreach (var part in field.Split(','))
        {
            var (range, step) = part.Split('/') switch
            {
                [var whole] => (whole, 1),
                [var whole, var each] when int.TryParse(each, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) && parsed is > 0 and < 60 => (whole, parsed),
                _ => ("", 0),
            };
            var (from, to) = range.Split('-') switch
            {
                ["*"] => (min, max),
                [var one] => (Value(one, min, names), step > 1 ? max : Value(one, min, names)),
                [var first, var last] => (Value(first, min, names), Value(last, min, names)),
                _ => (-1, -1),
            };
            if (step == 0 || from < min || to > max || from > to)
            {
                return false;
            }

            for (var value = from; value <= to; value += step)
            {
                mask |= 1UL << value;
            }
        }

        return true;
    }

    private static int Value(string text, int min, string[]? names) =>
        names is not null && Array.FindIndex(names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is >= 0 and var index ? index + min
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value
        : -1;
}
