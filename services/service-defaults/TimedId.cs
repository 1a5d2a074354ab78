using System.Buffers.Binary;

namespace ContentMultiplier.ServiceDefaults;

/// <summary>Ids of version 7 begin with the time at which they were made.</summary>
public static class TimedId
{
    /// <returns>Milliseconds since 1970. Compare it as a number: an id that holds no time may hold one beyond every calendar.</returns>
    public static long MillisecondsOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadInt64BigEndian(bytes) >>> 16;
    }
}
