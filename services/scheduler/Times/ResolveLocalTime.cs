using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Scheduler.Times;

/// <summary>Zones are known here alone, so that nowhere in the suite two databases of them are in use.</summary>
internal static class ResolveLocalTime
{
    public static void MapTimes(this RouteGroupBuilder times) =>
        times.MapPost("/resolve", Handle).RequireAuthorization(Policies.User).ExcludeFromDescription();

    /// <summary>What is wrong is an answer, not a refusal: the asking service adds it to what else is wrong with its own request.</summary>
    private static Ok<ResolvedLocalTime> Handle(ResolveLocalTimeRequest request)
    {
        var errors = new ErrorBag();
        var local = LocalTimes.Parse(request.LocalTime, "local_time", errors);
        var zone = LocalTimes.Zone(request.TimeZone, "time_zone", errors);
        if (local is null || zone is null)
        {
            return TypedResults.Ok(new ResolvedLocalTime(
                null, null, errors.ToDictionary().ToDictionary(error => error.Key, error => error.Value[0], StringComparer.Ordinal)));
        }

        var resolved = LocalTimes.Resolve(local.Value, zone);
        return TypedResults.Ok(new ResolvedLocalTime(resolved.At.ToDateTimeOffset(), resolved.Warning, new Dictionary<string, string>()));
    }
}
