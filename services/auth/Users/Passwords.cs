using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Auth.Users;

/// <summary>PBKDF2-HMAC-SHA512, by ASP.NET Core Identity's hasher (format version 3).</summary>
internal sealed class Passwords
{
    private const int Iterations = 210_000;

    private static readonly object Nobody = new();

    private readonly PasswordHasher<object> _hasher = new(Options.Create(new PasswordHasherOptions
    {
        CompatibilityMode = PasswordHasherCompatibilityMode.IdentityV3,
        IterationCount = Iterations,
    }));

    private readonly string _decoy;

    public Passwords() => _decoy = _hasher.HashPassword(Nobody, Guid.NewGuid().ToString());

    public string Hash(string password) => _hasher.HashPassword(Nobody, password);

    /// <param name="hash">Null when there is no such user: the same work is done, so that the time does not tell.</param>
    public PasswordVerificationResult Verify(string? hash, string password)
    {
        var result = _hasher.VerifyHashedPassword(Nobody, hash ?? _decoy, password);
        return hash is null ? PasswordVerificationResult.Failed : result;
    }
}
