using System.ComponentModel.DataAnnotations;

namespace ContentMultiplier.Auth.Users;

/// <summary>Section <c>Passwords</c>.</summary>
internal sealed class PasswordOptions
{
    /// <summary>15 is what NIST SP 800-63B asks of a password that may be the only factor.</summary>
    [Range(8, 64)]
    public int MinLength { get; init; } = 15;

    /// <summary>
    /// Leaked passwords: SHA-1 in hex, one per line and sorted, what follows a colon is passed over. That is the form in which
    /// Have I Been Pwned gives them away.
    /// </summary>
    public string? BreachedFile { get; init; }
}
