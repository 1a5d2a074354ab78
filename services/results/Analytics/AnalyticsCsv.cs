using System.Globalization;
using System.Text;
using ContentMultiplier.Contracts.Api.Results;

namespace ContentMultiplier.Results.Analytics;

/// <summary>One line for each day and account (RFC 4180), safe to open in a spreadsheet.</summary>
internal static class AnalyticsCsv
{
    private const string Header = "day,platform,account_id,account_name,published,failed,unknown,cancelled,missed,success_rate";

    public static string Write(AnalyticsLines lines)
    {
        var text = new StringBuilder(Header).Append("\r\n");
        foreach (var line in lines.Days.GroupBy(count => (count.Day, count.Platform, count.AccountId)))
        {
            var sums = AnalyticsReport.Fill(AnalyticsReport.ByStatus(line, count => count.Status, count => count.Count), new StatusCounts());
            text.AppendJoin(
                ',',
                line.Key.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), line.Key.Platform, line.Key.AccountId,
                Cell(lines.Names.GetValueOrDefault(line.Key.AccountId, "")), sums.Published, sums.Failed, sums.Unknown, sums.Cancelled, sums.Missed,
                sums.SuccessRate?.ToString(CultureInfo.InvariantCulture)).Append("\r\n");
        }

        return text.ToString();
    }

    /// <summary>What a spreadsheet would run as a formula is marked as text.</summary>
    internal static string Cell(string text)
    {
        var plain = text.Length > 0 && "=+-@\t\r\n".Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;
        return plain.AsSpan().ContainsAny("\",\r\n'")
            ? '"' + plain.Replace("\"", "\"\"", StringComparison.Ordinal) + '"'
            : plain;
    }
}
