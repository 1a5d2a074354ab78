using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace ContentMultiplier.Sandbox.Twitter;

internal sealed record PendingCode(
    string Handle, string ClientId, string RedirectUri, string Scope, string Challenge, DateTimeOffset ExpiresAt)
{
    public bool IsProvedBy(string verifier)
    {
        var hash = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(Challenge));
    }
}

/// <summary>Codes between the consent page and the token endpoint: 30 seconds, one use.</summary>
internal sealed class AuthorizationCodes(TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, PendingCode> codes = new(StringComparer.Ordinal);

    public string Issue(AuthorizeRequest request, string handle)
    {
        var now = time.GetUtcNow();
        foreach (var (old, pending) in codes)
        {
            if (pending.ExpiresAt < now)
            {
                codes.TryRemove(old, out _);
            }
        }

        var code = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        codes[code] = new PendingCode(handle, request.ClientId, request.RedirectUri, request.Scope, request.CodeChallenge, now + Life);
        return code;
    }

    public PendingCode? Take(string code) =>
        codes.TryRemove(code, out var pending) && pending.ExpiresAt >= time.GetUtcNow() ? pending : null;
}
