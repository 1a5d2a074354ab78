namespace ContentMultiplier.Sandbox.Posts;

/// <summary>Ids that grow with time, as X and Discord make them: milliseconds since the platform's epoch, then a counter.</summary>
internal sealed class Snowflakes(long epochUnixMilliseconds, TimeProvider time)
{
    private const int CounterBits = 22;

    private long last;

    public long Next()
    {
        var earliest = (time.GetUtcNow().ToUnixTimeMilliseconds() - epochUnixMilliseconds) << CounterBits;
        while (true)
        {
            var seen = Volatile.Read(ref last);
            var next = Math.Max(earliest, seen + 1);
            if (Interlocked.CompareExchange(ref last, next, seen) == seen)
            {
                return next;
            }
        }
    }
}
