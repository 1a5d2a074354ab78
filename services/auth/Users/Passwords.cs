using ContentMultiplier.Content.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Auth.Users;

/// <summary>PBKDF2-HMAC-SHA512, by ASP.NET Core Identity's hasher (format version 3).</summary>
internal sealed class Passwords
{
    private const int Iterations = 210_000;

    /// <summary>Far above what the rules let through, so that nobody has us compute on megabytes.</summary>
    private const int LongestTyped = 4096;

    private static readonly object Nobody = new();

    private readonly PasswordHasher<object> _hasher = new(Options.Create(new PasswordHasherOptions
    {
        CompatibilityMode = PasswordHasherCompatibilityMode.IdentityV3,
        IterationCount = Iterations,
    }));

    private readonly string _decoy;

    public Passwords() => _decoy = _hasher.HashPassword(Nobody, Guid.NewGuid().ToString());

    public string Hash(string password) => _hasher.HashPassword(Nobody, Normalize(password));

    /// <summary>One password, however a keyboard puts its characters together (NIST SP 800-63B: form KC before hashing).</summary>
    public static string Normalize(string typed) => typed.Length > LongestTyped ? typed : Normalization.ToFormKC(typed);

    /// <param name="hash">Null when there is no such user: the same work is done, so that the time does not tell.</param>
    public PasswordVerificationResult Verify(string? hash, string password)
    {
        var result = _hasher.VerifyHashedPassword(Nobody, hash ?? _decoy, Normalize(password));
        return hash is null ? PasswordVerificationResult.Failed : result;
    }
}
