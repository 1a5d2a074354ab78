using ContentMultiplier.Posts.Media;

namespace ContentMultiplier.Posts.Publishing;

/// <summary>Files that a platform would not get if it fetched them at this moment, once for each platform.</summary>
internal static class FetchWarnings
{
    public static IEnumerable<string> Of(IEnumerable<ValidTarget> targets, StoredMedia stored) => targets
        .SelectMany(target => target.Content.Media
            .Select(item => stored.LinkProblemOf(item, target.Target.Platform.Capabilities))
            .OfType<string>()
            .Select(problem => $"{target.Target.Platform.Slug}: {problem}"))
        .Distinct(StringComparer.Ordinal);
}
