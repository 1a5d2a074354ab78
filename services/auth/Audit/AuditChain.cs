using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ContentMultiplier.Auth.Audit;

/// <summary>
/// <c>hash = SHA-256("cm.audit.v1" | fields, each with its length in front | SHA-256(detail) | hash of the one before)</c>.
/// Changing, removing or moving a row changes every hash that follows.
/// </summary>
internal static class AuditChain
{
    private static readonly byte[] Version = "cm.audit.v1"u8.ToArray();

    /// <summary>What the first row of a chain follows.</summary>
    public static byte[] Beginning { get; } = new byte[SHA256.HashSizeInBytes];

    public static byte[] HashOf(AuditEvent row)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Version);
        foreach (var field in Fields(row))
        {
            Append(hash, field);
        }

        hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(row.Detail)));
        hash.AppendData(row.PrevHash);
        return hash.GetHashAndReset();
    }

    /// <summary>The database keeps microseconds.</summary>
    public static DateTimeOffset Stored(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    private static IEnumerable<string?> Fields(AuditEvent row)
    {
        yield return row.WorkspaceId.ToString();
        yield return row.Seq.ToString(CultureInfo.InvariantCulture);
        yield return (row.At.UtcTicks / TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture);
        yield return row.Actor;
        yield return row.ActorKind;
        yield return row.ViaKeyId?.ToString();
        yield return row.Network;
        yield return row.RequestId;
        yield return row.Action;
        yield return row.SubjectType;
        yield return row.SubjectId;
        yield return row.Outcome;
    }

    private static void Append(IncrementalHash hash, string? field)
    {
        Span<byte> length = stackalloc byte[sizeof(uint)];
        var text = field is null ? [] : Encoding.UTF8.GetBytes(field);
        BinaryPrimitives.WriteUInt32BigEndian(length, field is null ? uint.MaxValue : (uint)text.Length);
        hash.AppendData(length);
        hash.AppendData(text);
    }
}
