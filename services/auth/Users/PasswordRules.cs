namespace ContentMultiplier.Auth.Users;

/// <summary>Length decides; beyond that only passwords are refused that somebody who knows the user tries first.</summary>
internal static class PasswordRules
{
    private const int MinLength = 12;
    private const int MaxLength = 128;

    public static IEnumerable<string> Problems(string password, string? email, string name)
    {
        if (password.Length < MinLength)
        {
            yield return $"is too short: {password.Length} of at least {MinLength} characters";
        }

        if (password.Length > MaxLength)
        {
            yield return $"is too long: {password.Length} of at most {MaxLength} characters";
        }

        if (password.Length > 0 && password.Distinct().Count() < 4)
        {
            yield return "must not be a few characters repeated";
        }

        string?[] known = [email, email?.Split('@')[0], name];
        if (known.Any(text => string.Equals(text?.Trim(), password.Trim(), StringComparison.OrdinalIgnoreCase)))
        {
            yield return "must not be your e-mail address or your name";
        }
    }
}
