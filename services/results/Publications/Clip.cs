namespace ContentMultiplier.Results.Publications;

/// <summary>Makes a platform's words fit a column, whatever a platform says.</summary>
internal static class Clip
{
    public static string? Text(string? text, int most)
    {
        if (text is null)
        {
            return null;
        }

        var clean = text.Contains('\0', StringComparison.Ordinal) ? text.Replace("\0", "", StringComparison.Ordinal) : text;
        if (clean.Length <= most)
        {
            return clean;
        }

        // Half of a surrogate pair is no text.
        return clean[..(char.IsHighSurrogate(clean[most - 1]) ? most - 1 : most)];
    }
}
