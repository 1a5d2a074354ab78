using Microsoft.Extensions.Options;

namespace ContentMultiplier.Gateway.Limits;

internal sealed class ConcurrencyLimit(RequestDelegate next, IOptions<RequestLimits> limits)
{
    private static readonly Refusal Busy = new(
        StatusCodes.Status503ServiceUnavailable, "busy", "Too many requests at the same time", "The gateway is at its limit. Try again shortly.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    private readonly int _limit = limits.Value.Concurrent;

    private int _current;

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await (Interlocked.Increment(ref _current) <= _limit || IsHealthProbe(context) ? next(context) : Busy.WriteAsync(context));
        }
        finally
        {
            Interlocked.Decrement(ref _current);
        }
    }

    /// <summary>A busy gateway is not a dead one; restarting it would make things worse.</summary>
    private static bool IsHealthProbe(HttpContext context) => context.Request.Path.StartsWithSegments("/health");
}
