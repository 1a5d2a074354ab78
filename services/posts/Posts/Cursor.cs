using System.Buffers.Text;

namespace ContentMultiplier.Posts.Posts;

/// <summary>Where a page ended, as an opaque text. It is a position only: rows are always filtered by workspace.</summary>
internal static class Cursor
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    public static string After(Guid id) => Base64Url.EncodeToString(id.ToByteArray(bigEndian: true));

    public static bool TryRead(string cursor, out Guid id)
    {
        id = Guid.Empty;
        Span<byte> bytes = stackalloc byte[16];
        if (cursor.Length != 22 || !Base64Url.IsValid(cursor) || Base64Url.DecodeFromChars(cursor, bytes) != bytes.Length)
        {
            return false;
        }

        id = new Guid(bytes, bigEndian: true);
        return true;
    }
}
