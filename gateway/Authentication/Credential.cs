using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ContentMultiplier.Gateway.Authentication;

/// <summary>What a client shows: a bearer token or key, and the workspace it wants to act in.</summary>
internal readonly record struct Credential(string Value, Guid? Workspace)
{
    public const string WorkspaceHeader = "X-Workspace";

    private const string Scheme = "Bearer ";
    private const int LongestCredential = 4096;

    /// <returns>Null when it can be read.</returns>
    public static Refusal? Read(IHeaderDictionary headers, out Credential credential)
    {
        credential = default;
        if (headers.Authorization is not [{ } header]
            || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || header.Length is var length && (length == Scheme.Length || length > LongestCredential))
        {
            return Refusals.WrongScheme;
        }

        Guid? workspace = null;
        if (headers.TryGetValue(WorkspaceHeader, out var wanted))
        {
            if (wanted is not [{ } text] || !Guid.TryParse(text, out var id))
            {
                return Refusals.WorkspaceIsNoId;
            }

            workspace = id;
        }

        credential = new Credential(header[Scheme.Length..].Trim(), workspace);
        return null;
    }

    /// <summary>Stands for the credential in memory, where the credential itself has no business to stay.</summary>
    public UInt128 Fingerprint()
    {
        var size = 16 + Encoding.UTF8.GetByteCount(Value);
        var text = size <= 1024 ? stackalloc byte[size] : new byte[size];
        (Workspace ?? Guid.Empty).TryWriteBytes(text);
        Encoding.UTF8.GetBytes(Value, text[16..]);

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    public override string ToString() => "Credential { hidden }";
}
