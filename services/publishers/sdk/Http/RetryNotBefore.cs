using System.Globalization;
using System.Net.Http.Headers;

namespace ContentMultiplier.Publishing.Http;

/// <summary>When a platform wants to be asked again: <c>Retry-After</c> in both forms, or a reset header.</summary>
internal static class RetryNotBefore
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    public static DateTimeOffset? Read(HttpResponseHeaders headers, DateTimeOffset now)
        => Seconds(headers, "Retry-After", now)
            ?? Within(headers.RetryAfter?.Date, now)
            ?? Seconds(headers, "X-RateLimit-Reset-After", now)
            ?? Epoch(headers, "X-Rate-Limit-Reset", now)
            ?? Epoch(headers, "X-RateLimit-Reset", now);

    public static DateTimeOffset? Seconds(HttpResponseHeaders headers, string name, DateTimeOffset now)
        => Number(headers, name) is { } seconds
            ? Within(now + TimeSpan.FromSeconds(Math.Min(seconds, Longest.TotalSeconds)), now)
            : null;

    public static DateTimeOffset? Epoch(HttpResponseHeaders headers, string name, DateTimeOffset now)
        => Number(headers, name) is { } seconds && seconds < DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? Within(DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(seconds), now)
            : null;

    public static double? Number(HttpResponseHeaders headers, string name)
        => headers.TryGetValues(name, out var values)
            && double.TryParse(values.FirstOrDefault(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
                ? number
                : null;

    private static DateTimeOffset? Within(DateTimeOffset? at, DateTimeOffset now)
        => at is null || at <= now ? null : at > now + Longest ? now + Longest : at;
}
