using System.Text.RegularExpressions;

namespace ContentMultiplier.Content;

/// <summary>Names of platforms.</summary>
public static partial class Slugs
{
    public static bool IsValid(string? slug) => slug is not null && Slug().IsMatch(slug);

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{1,31}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Slug();
}
