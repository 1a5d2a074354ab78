using Microsoft.Extensions.Options;

namespace ContentMultiplier.Auth.Users;

/// <summary>
/// As NIST SP 800-63B has it: length decides, no kinds of characters are asked for, and refused is what attackers try first,
/// leaked passwords and those made of the user's own names or the service's.
/// </summary>
internal sealed class PasswordRules(IOptions<PasswordOptions> options, BreachedPasswords breached)
{
    public const int MaxLength = 128;

    private const int ShortestWord = 4;

    /// <summary>So much has to be left of a password when the words are taken out that everybody knows.</summary>
    private const int OwnPart = 6;

    private static readonly string[] ServiceWords = ["content", "multiplier", "contentmultiplier", "password"];

    private readonly int _minLength = options.Value.MinLength;

    public IEnumerable<string> Problems(string typed, string? email, string name)
    {
        var password = Passwords.Normalize(typed);
        var length = password.EnumerateRunes().Count();
        if (length < _minLength)
        {
            yield return $"is too short: {length} of at least {_minLength} characters; several words are easy to remember";
        }

        if (length > MaxLength)
        {
            yield return $"is too long: {length} of at most {MaxLength} characters";
            yield break;
        }

        if (length > 0 && IsMonotonous(password))
        {
            yield return "must not be a few characters repeated or counted through";
        }

        if (length > 0 && IsMadeOf(Words(email, name), password))
        {
            yield return "must not be made of your e-mail address, your name or the name of this service";
        }

        if (breached.Contains(password) || breached.Contains(typed))
        {
            yield return "is in a list of leaked passwords, which attackers try first; choose another one";
        }
    }

    /// <summary>Few characters, or nearly every one the same, the next or the former of the one before.</summary>
    private static bool IsMonotonous(string password)
    {
        var steps = password.Zip(password.Skip(1), (left, right) => right - left).ToList();
        return password.Distinct().Count() < 4 || steps.Count(step => step is >= -1 and <= 1) > steps.Count * 3 / 4;
    }

    private static bool IsMadeOf(IEnumerable<string> words, string password)
    {
        var rest = new string([.. password.ToLowerInvariant().Where(char.IsLetterOrDigit)]);
        var whole = rest.Length;
        rest = words.OrderByDescending(word => word.Length).Aggregate(rest, (left, word) => left.Replace(word, "", StringComparison.Ordinal));
        return rest.Length < OwnPart && rest.Length < whole;
    }

    private static IEnumerable<string> Words(string? email, string name) =>
        ServiceWords.Concat($"{email} {name}".ToLowerInvariant().Split([' ', '@', '.', '-', '_', '+'], StringSplitOptions.TrimEntries))
            .Append(email?.Split('@')[0] ?? "")
            .Select(word => new string([.. word.Where(char.IsLetterOrDigit)]))
            .Where(word => word.Length >= ShortestWord)
            .Distinct(StringComparer.Ordinal);
}
