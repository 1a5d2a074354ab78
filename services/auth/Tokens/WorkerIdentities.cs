using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Auth.Tokens;

internal sealed class ServiceIdentityOptions
{
    /// <summary>Base64 of 32 random bytes, from which every worker's secret is derived.</summary>
    public string Root { get; set; } = "";
}

/// <summary>
/// A worker's secret is <c>hex(HMAC-SHA256(root, name))</c>, so a new platform needs no entry here, and a worker that is
/// broken into knows nothing about the others.
/// </summary>
internal sealed partial class WorkerIdentities(IOptions<ServiceIdentityOptions> options)
{
    private readonly byte[] _root = Convert.FromBase64String(options.Value.Root);

    public bool Proves(string name, string secret)
    {
        // Compared as text of fixed length: a secret that is no hex costs the same time.
        var expected = Convert.ToHexStringLower(HMACSHA256.HashData(_root, Encoding.UTF8.GetBytes(name)));
        var matches = CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(secret.ToLowerInvariant()));
        return matches && WorkerName().IsMatch(name);
    }

    [GeneratedRegex(@"^publisher\.[a-z][a-z0-9-]{1,31}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex WorkerName();
}
