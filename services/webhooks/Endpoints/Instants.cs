namespace ContentMultiplier.Webhooks.Endpoints;

internal static class Instants
{
    /// <summary>What the database keeps, so that an answer shows what is read later.</summary>
    public static DateTimeOffset ToMicroseconds(this DateTimeOffset instant) => instant.AddTicks(-(instant.Ticks % TimeSpan.TicksPerMicrosecond));
}
