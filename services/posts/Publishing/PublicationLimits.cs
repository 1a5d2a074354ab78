namespace ContentMultiplier.Posts.Publishing;

internal static class PublicationLimits
{
    /// <summary>How long after its time a publication is still wanted.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(24);
}
