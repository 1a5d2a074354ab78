using System.Text;
using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace ContentMultiplier.Results.Analytics;

/// <summary><c>GET /api/publishing/analytics</c>: what became of the publications of a workspace.</summary>
internal static class GetAnalytics
{
    private const string Csv = "text/csv";

    public static void MapAnalytics(this RouteGroupBuilder publishing)
    {
        publishing.WithTags("Results");
        publishing.MapGet("/analytics", HandleAsync)
            .RequireAuthorization(Policies.Read)
            .WithName("GetAnalytics")
            .WithSummary("What became of the publications due in a span of time: totals, errors, times to publish, by platform, account, day, hour and content type.")
            .WithDescription(
                $"`from` and `to` are days (of `time_zone`, `to` counts in) or instants, at most {AnalyticsQuery.MaxDays} days apart; without them the last 30 days. "
                + "Counts are kept by the hour, and of what is long past (400 days, unless the installation says otherwise) by the day of UTC. `format=csv`, or `Accept: text/csv`, gives one line for each day and account.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<Results<Ok<AnalyticsResponse>, FileContentHttpResult, ProblemHttpResult>> HandleAsync(
        string? from, string? to, string? platform, [FromQuery(Name = "time_zone")] string? timeZone, string? format,
        AnalyticsReader reader, CurrentUser user, TimeProvider time, HttpContext context, CancellationToken cancellationToken)
    {
        context.Response.Headers.Vary = HeaderNames.Accept;
        if (AnalyticsQuery.Read(from, to, platform, timeZone, format, WantsCsv(context.Request), time.GetUtcNow(), out var errors) is not { } query)
        {
            return Problems.Invalid(errors);
        }

        if (query.IsCsv)
        {
            return await reader.ReadLinesAsync(query, user.WorkspaceId, cancellationToken) is { } lines
                ? TypedResults.File(Encoding.UTF8.GetBytes(AnalyticsCsv.Write(lines)), Csv + "; charset=utf-8", "analytics.csv")
                : NoSuchZone();
        }

        return await reader.ReadAsync(query, user.WorkspaceId, cancellationToken) is { } counts
            ? TypedResults.Ok(AnalyticsReport.Of(query, counts))
            : NoSuchZone();
    }

    private static ProblemHttpResult NoSuchZone()
    {
        var errors = new ErrorBag();
        errors.Add("time_zone", "There is no such zone; it is the name of an IANA zone, such as `Europe/Berlin`, or `UTC`.");
        return Problems.Invalid(errors);
    }

    /// <summary>Named, and not only allowed by a wildcard.</summary>
    private static bool WantsCsv(HttpRequest request) =>
        request.GetTypedHeaders().Accept.OrderByDescending(accepted => accepted.Quality ?? 1).FirstOrDefault() is { } first
        && first.MediaType.Equals(Csv, StringComparison.OrdinalIgnoreCase);
}
