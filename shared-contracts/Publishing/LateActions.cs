namespace ContentMultiplier.Contracts.Publishing;

/// <summary>What becomes of a publication whose time passed while nobody could send it.</summary>
public static class LateActions
{
    /// <summary>It leaves late, unless the window has passed: then it is missed.</summary>
    public const string Publish = "publish";

    /// <summary>It is missed.</summary>
    public const string Skip = "skip";

    /// <summary>It waits for a person's word; missed when none comes within the window.</summary>
    public const string Ask = "ask";

    public static readonly string[] All = [Publish, Skip, Ask];
}
