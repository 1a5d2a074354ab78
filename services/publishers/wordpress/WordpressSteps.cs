namespace ContentMultiplier.Publishers.Wordpress;

/// <summary>The names under which results remembers the calls, and under which the site keeps what they made.</summary>
internal static class WordpressSteps
{
    public const string Post = "post";
    public const string Page = "page";

    private const string PlaceSuffix = "-place";
    private const string FilePrefix = "file-";

    /// <summary>Gives a post or page that is there its final status and slug.</summary>
    public static string Place(string type) => type + PlaceSuffix;

    /// <param name="taxonomy"><c>categories</c> or <c>tags</c>.</param>
    /// <param name="number">From 1.</param>
    public static string Term(string taxonomy, int number) => $"{taxonomy}-{number}";

    /// <param name="number">From 1.</param>
    public static string File(int number) => $"{FilePrefix}{number}";

    public static bool IsFile(string step) => step.StartsWith(FilePrefix, StringComparison.Ordinal);

    /// <summary>The type of which this is the last step; null for another step.</summary>
    public static string? PlacedType(string step) => step.EndsWith(PlaceSuffix, StringComparison.Ordinal) ? step[..^PlaceSuffix.Length] : null;

    /// <summary>The slug that a post has until it is placed: nobody else's, and the same on every attempt.</summary>
    public static string KeyOf(Guid publicationId) => $"cm-{publicationId:N}";

    /// <summary>The slug of a file, which it keeps.</summary>
    public static string KeyOf(Guid publicationId, string step) => $"{KeyOf(publicationId)}-{step}";
}
