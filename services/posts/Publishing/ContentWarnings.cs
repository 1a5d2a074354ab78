using ContentMultiplier.Content;

namespace ContentMultiplier.Posts.Publishing;

/// <summary>What platforms want a user to know about the content, once for each platform.</summary>
internal static class ContentWarnings
{
    public static IEnumerable<string> Of(IEnumerable<ValidTarget> targets) => targets
        .SelectMany(target => ContentCheck.WarningsOf(target.Target.Platform.Capabilities, target.Content)
            .Select(warning => $"{target.Target.Platform.Slug}: {warning}"))
        .Distinct(StringComparer.Ordinal);
}
