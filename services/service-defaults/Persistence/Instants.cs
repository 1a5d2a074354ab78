namespace ContentMultiplier.ServiceDefaults.Persistence;

public static class Instants
{
    /// <summary>PostgreSQL keeps microseconds: so an answer shows what is read later.</summary>
    public static DateTimeOffset ToMicroseconds(this DateTimeOffset instant) =>
        new(instant.UtcTicks / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
}
