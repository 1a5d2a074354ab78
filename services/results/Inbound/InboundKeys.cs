using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace ContentMultiplier.Results.Inbound;

/// <summary>
/// The key in an address is random enough for a plain hash, which is all that is kept of it. What a platform signs with is sealed,
/// bound to its workspace and its row.
/// </summary>
internal sealed class InboundKeys(IDataProtectionProvider protection)
{
    private const int Bytes = 32;

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    public static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    public string Seal(string secret, Guid workspaceId, Guid endpointId) =>
        WebEncoders.Base64UrlEncode(ProtectorOf(workspaceId, endpointId).Protect(Encoding.UTF8.GetBytes(secret)));

    public string Open(string sealedSecret, Guid workspaceId, Guid endpointId) =>
        Encoding.UTF8.GetString(ProtectorOf(workspaceId, endpointId).Unprotect(WebEncoders.Base64UrlDecode(sealedSecret)));

    /// <summary>An answer that shows a key, kept to be given once more.</summary>
    public byte[] SealAnswer(byte[] body, Guid workspaceId) => ProtectorOf(workspaceId, Guid.Empty).Protect(body);

    public byte[] OpenAnswer(byte[] body, Guid workspaceId) => ProtectorOf(workspaceId, Guid.Empty).Unprotect(body);

    private IDataProtector ProtectorOf(Guid workspaceId, Guid endpointId) =>
        protection.CreateProtector("cm.inbound", workspaceId.ToString(), endpointId.ToString());
}
