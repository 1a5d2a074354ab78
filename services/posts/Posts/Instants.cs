namespace ContentMultiplier.Posts.Posts;

internal static class Instants
{
    /// <summary>PostgreSQL keeps microseconds.</summary>
    public static DateTimeOffset ToMicroseconds(this DateTimeOffset instant) =>
        new(instant.UtcTicks / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
}
