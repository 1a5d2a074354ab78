namespace ContentMultiplier.Contracts.Publishing;

/// <summary>When a post leaves. Strings, because receivers must live with values they do not know yet.</summary>
public static class PublishMode
{
    public const string Immediate = "immediate";
    public const string Scheduled = "scheduled";
    public const string Draft = "draft";

    /// <summary>At the next free slot of each account.</summary>
    public const string Queue = "queue";
}
