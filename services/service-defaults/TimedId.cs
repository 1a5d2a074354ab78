using System.Buffers.Binary;

namespace ContentMultiplier.ServiceDefaults;

/// <summary>
/// Ids of version 7 begin with the time at which they were made. What is listed by id is listed in the order in which it was made,
/// also within one millisecond: RFC 9562 section 6.2, method 3.
/// </summary>
public static class TimedId
{
    private const int FractionBits = 12;

    /// <summary>How far an id may stand after its time where many are made at the same: 16 ms, 65,536 ids.</summary>
    private const long Ahead = 16L << FractionBits;

    private static long s_last;

    /// <returns>An id that sorts after each one that this process made at this time or before it.</returns>
    public static Guid Next(DateTimeOffset now)
    {
        var ticks = now.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;
        var exact = (ticks / TimeSpan.TicksPerMillisecond << FractionBits)
            | ((ticks % TimeSpan.TicksPerMillisecond << FractionBits) / TimeSpan.TicksPerMillisecond);
        long last, moment;
        do
        {
            last = Volatile.Read(ref s_last);
            moment = last - exact is >= 0 and < Ahead ? last + 1 : exact;
        }
        while (Interlocked.CompareExchange(ref s_last, moment, last) != last);

        Span<byte> bytes = stackalloc byte[16];
        Guid.NewGuid().TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(bytes, (moment >> FractionBits << 16) | 0x7000 | (moment & ((1 << FractionBits) - 1)));
        return new Guid(bytes, bigEndian: true);
    }

    /// <returns>Milliseconds since 1970. Compare it as a number: an id that holds no time may hold one beyond every calendar.</returns>
    public static long MillisecondsOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadInt64BigEndian(bytes) >>> 16;
    }
}
