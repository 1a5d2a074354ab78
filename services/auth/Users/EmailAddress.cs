using System.Text.RegularExpressions;

namespace ContentMultiplier.Auth.Users;

internal static partial class EmailAddress
{
    /// <summary>The one form an address is stored and looked up in; null when it is no address.</summary>
    public static string? Normalize(string? email)
    {
        var normal = email?.Trim().ToLowerInvariant();
        return normal is { Length: <= 254 } && Address().IsMatch(normal) ? normal : null;
    }

    /// <summary>Whether mail arrives there only mail can tell; this keeps out what cannot be one.</summary>
    [GeneratedRegex(@"^[^\s@\p{C}]{1,64}@[^\s@\p{C}]+\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Address();
}
