using ContentMultiplier.Gateway.Routing;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Gateway.Limits;

internal sealed class ConcurrencyLimit(RequestDelegate next, IOptions<RequestLimits> limits)
{
    private static readonly Refusal Busy = new(
        StatusCodes.Status503ServiceUnavailable, "busy", "Too many requests at the same time", "The gateway is at its limit. Try again shortly.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    private readonly Slots _requests = new(limits.Value.Concurrent);
    private readonly Slots _streams = new(limits.Value.Streams);

    public async Task InvokeAsync(HttpContext context)
    {
        var slots = RouteStream.Is(context) ? _streams : _requests;
        try
        {
            await (slots.Take() || IsHealthProbe(context) ? next(context) : Busy.WriteAsync(context));
        }
        finally
        {
            slots.GiveBack();
        }
    }

    /// <summary>A busy gateway is not a dead one; restarting it would make things worse.</summary>
    private static bool IsHealthProbe(HttpContext context) => context.Request.Path.StartsWithSegments("/health");

    private sealed class Slots(int limit)
    {
        private int _taken;

        /// <summary>Given back in any case, so that nobody has to remember which it was.</summary>
        public bool Take() => Interlocked.Increment(ref _taken) <= limit;

        public void GiveBack() => Interlocked.Decrement(ref _taken);
    }
}
