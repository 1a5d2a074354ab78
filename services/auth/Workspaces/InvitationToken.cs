using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ContentMultiplier.Auth.Workspaces;

/// <summary>256 random bits with a prefix that secret scanners find.</summary>
internal static class InvitationToken
{
    private const string Prefix = "cm_invite_";

    public static string Create() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token.Trim()));
}
