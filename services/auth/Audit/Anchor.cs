using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ContentMultiplier.Auth.Audit;

/// <summary>Where one chain stood.</summary>
internal sealed record AnchoredHead(Guid Workspace, long Seq, string Hash);

/// <summary>
/// One line of the anchor file: the chains that moved since the line before, and the Merkle root of all of them, under a key that
/// the database never sees. Whoever rewrites the database, as its administrator even, cannot make the lines fit again.
/// </summary>
/// <param name="Previous">The MAC of the line before, so that none can be taken out of the middle.</param>
internal sealed record Anchor(DateTimeOffset At, IReadOnlyList<AnchoredHead> Moved, int Chains, string Root, string Previous, string Mac)
{
    private static readonly byte[] Version = "cm.audit.anchor.v1"u8.ToArray();

    public static Anchor Make(
        DateTimeOffset at, IReadOnlyList<AnchoredHead> moved, IReadOnlyCollection<AnchoredHead> all, string previous, byte[] key)
    {
        var anchor = new Anchor(at, moved, all.Count, Convert.ToHexStringLower(RootOf(all)), previous, "");
        return anchor with { Mac = Convert.ToHexStringLower(anchor.MacUnder(key)) };
    }

    public bool IsGenuine(byte[] key) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(MacUnder(key))), Encoding.ASCII.GetBytes(Mac));

    /// <summary>Leaves in the order of their workspaces; a leaf and a node are told apart by their first byte, a lone node moves up.</summary>
    public static byte[] RootOf(IEnumerable<AnchoredHead> heads)
    {
        var level = heads.OrderBy(head => head.Workspace).Select(Leaf).ToList();
        while (level.Count > 1)
        {
            level = [.. level.Chunk(2).Select(pair => pair.Length == 1 ? pair[0] : SHA256.HashData([1, .. pair[0], .. pair[1]]))];
        }

        return level.Count == 0 ? new byte[SHA256.HashSizeInBytes] : level[0];
    }

    private static byte[] Leaf(AnchoredHead head)
    {
        var leaf = new byte[1 + 16 + sizeof(long) + SHA256.HashSizeInBytes];
        head.Workspace.TryWriteBytes(leaf.AsSpan(1), bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(leaf.AsSpan(17), head.Seq);
        Convert.FromHexString(head.Hash).CopyTo(leaf, 25);
        return SHA256.HashData(leaf);
    }

    private byte[] MacUnder(byte[] key)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{At.UtcTicks}|{Chains}|{Root}|{Previous}");
        foreach (var head in Moved)
        {
            text.Append(CultureInfo.InvariantCulture, $"|{head.Workspace}:{head.Seq}:{head.Hash}");
        }

        byte[] said = [.. Version, .. Encoding.UTF8.GetBytes(text.ToString())];
        return HMACSHA256.HashData(key, said);
    }
}
