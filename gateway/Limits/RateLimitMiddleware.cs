using System.Globalization;
using System.Threading.RateLimiting;
using ContentMultiplier.Gateway.Authentication;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Model;

namespace ContentMultiplier.Gateway.Limits;

/// <summary>One bucket per caller and kind of route; says on every answer how much is left.</summary>
internal sealed class RateLimitMiddleware(RequestDelegate next, IOptions<RateLimits> options) : IDisposable
{
    private readonly Buckets _default = new(options.Value.Default);
    private readonly Buckets _login = new(options.Value.Login);
    private readonly Buckets _publish = new(options.Value.Publish);

    public Task InvokeAsync(HttpContext context)
    {
        // Health and the documents about the API are not forwarded and not counted.
        if (context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>() is not { } route)
        {
            return next(context);
        }

        var session = context.Features.Get<Session>();
        var (buckets, caller) = route.Config.Metadata?.GetValueOrDefault(RateLimitNames.Metadata) switch
        {
            // Whoever guesses passwords has no session worth counting by.
            RateLimitNames.Login => (_login, Caller.Of(context.Connection)),
            RateLimitNames.Publish => (_publish, Caller.Of(session, context.Connection)),
            _ => (_default, Caller.Of(session, context.Connection)),
        };

        return buckets.TryTake(caller, context.Response.Headers) is { } wait ? Refuse(context, wait) : next(context);
    }

    public void Dispose()
    {
        _default.Dispose();
        _login.Dispose();
        _publish.Dispose();
    }

    private static Task Refuse(HttpContext context, TimeSpan wait) =>
        new Refusal(StatusCodes.Status429TooManyRequests, "rate_limited", "Too many requests", "The limit of this caller is used up; Retry-After says when to go on.")
        {
            RetryAfter = wait,
        }.WriteAsync(context);

    private sealed class Buckets(RateLimit limit) : IDisposable
    {
        private readonly PartitionedRateLimiter<Caller> _limiter = limit.CreateLimiter();
        private readonly string _size = limit.Burst.ToString(CultureInfo.InvariantCulture);
        private readonly double _perSecond = limit.Permits / limit.Window.TotalSeconds;

        /// <returns>How long to wait, or null when it may go on.</returns>
        public TimeSpan? TryTake(Caller caller, IHeaderDictionary headers)
        {
            using var lease = _limiter.AttemptAcquire(caller);
            var left = lease.IsAcquired ? _limiter.GetStatistics(caller)?.CurrentAvailablePermits ?? 0 : 0;
            headers["RateLimit-Limit"] = _size;
            headers["RateLimit-Remaining"] = left.ToString(CultureInfo.InvariantCulture);
            headers["RateLimit-Reset"] = ((long)Math.Ceiling((limit.Burst - left) / _perSecond)).ToString(CultureInfo.InvariantCulture);
            return lease.IsAcquired
                ? null
                : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : limit.Window;
        }

        public void Dispose() => _limiter.Dispose();
    }
}
