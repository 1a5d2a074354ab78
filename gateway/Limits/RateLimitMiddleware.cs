using ContentMultiplier.Gateway.Authentication;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Model;

namespace ContentMultiplier.Gateway.Limits;

/// <summary>One bucket per caller and kind of route; says on every answer how much is left.</summary>
internal sealed class RateLimitMiddleware(RequestDelegate next, IOptions<RateLimits> options, SharedBuckets shared, TimeProvider time) : IDisposable
{
    private readonly RateLimiter _default = new(RateLimitNames.Default, options.Value.Default, shared, time);
    private readonly RateLimiter _login = new(RateLimitNames.Login, options.Value.Login, shared, time);
    private readonly RateLimiter _publish = new(RateLimitNames.Publish, options.Value.Publish, shared, time);

    public Task InvokeAsync(HttpContext context)
    {
        // Health and the documents about the API are not forwarded and not counted.
        if (context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>() is not { } route)
        {
            return next(context);
        }

        var session = context.Features.Get<Session>();
        var (limiter, caller) = route.Config.Metadata?.GetValueOrDefault(RateLimitNames.Metadata) switch
        {
            // Whoever guesses passwords has no session worth counting by.
            RateLimitNames.Login => (_login, Caller.Of(context.Connection)),
            RateLimitNames.Publish => (_publish, Caller.Of(session, context.Connection)),
            _ => (_default, Caller.Of(session, context.Connection)),
        };

        var taking = limiter.TakeAsync(caller, context.Response.Headers);
        return taking.IsCompletedSuccessfully ? GoOn(context, taking.Result) : WaitAsync(context, taking);
    }

    public void Dispose()
    {
        _default.Dispose();
        _login.Dispose();
        _publish.Dispose();
    }

    private async Task WaitAsync(HttpContext context, ValueTask<TimeSpan?> taking) => await GoOn(context, await taking);

    private Task GoOn(HttpContext context, TimeSpan? wait) => wait is { } refused
        ? new Refusal(StatusCodes.Status429TooManyRequests, "rate_limited", "Too many requests", "The limit of this caller is used up; Retry-After says when to go on.")
        {
            RetryAfter = refused,
        }.WriteAsync(context)
        : next(context);
}
