using System.Globalization;

namespace ContentMultiplier.Sandbox.OAuth;

/// <summary>Ids that follow from names, so that they outlive everything.</summary>
internal static class MadeUpIds
{
    /// <summary>Fifteen digits, as Meta's and LinkedIn's ids of pages and organizations look.</summary>
    public static string NumberOf(string name)
    {
        var hash = 14695981039346656037UL;
        foreach (var letter in name)
        {
            hash = (hash ^ letter) * 1099511628211UL;
        }

        return (100_000_000_000_000UL + (hash % 900_000_000_000_000UL)).ToString(CultureInfo.InvariantCulture);
    }
}
