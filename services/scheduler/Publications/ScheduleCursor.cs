using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace ContentMultiplier.Scheduler.Publications;

/// <summary>Where a page of the schedule ended, as an opaque text. A position only: rows are always filtered by workspace.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ScheduleCursor(DateTimeOffset DueAt, Guid PublicationId, int Attempt)
{
    private const int Length = 28;

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, DueAt.UtcTicks);
        PublicationId.TryWriteBytes(bytes[8..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(bytes[24..], Attempt);
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryRead(string text, out ScheduleCursor cursor)
    {
        cursor = default;
        Span<byte> bytes = stackalloc byte[Length];
        if (text.Length != Base64Url.GetEncodedLength(Length)
            || !Base64Url.IsValid(text)
            || Base64Url.DecodeFromChars(text, bytes) != Length)
        {
            return false;
        }

        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes);
        if (ticks < DateTimeOffset.MinValue.Ticks || ticks > DateTimeOffset.MaxValue.Ticks)
        {
            return false;
        }

        cursor = new ScheduleCursor(
            new DateTimeOffset(ticks, TimeSpan.Zero), new Guid(bytes[8..24], bigEndian: true), BinaryPrimitives.ReadInt32BigEndian(bytes[24..]));
        return true;
    }
}
