using System.Text.Json;
using ContentMultiplier.Contracts.Platforms;

namespace ContentMultiplier.Posts.Tests;

/// <summary>Two platforms with different rules.</summary>
internal static class Samples
{
    public const string Twitter = "twitter";
    public const string Discord = "discord";

    /// <summary>Takes files; the others take none.</summary>
    public const string Wide = "wide";

    /// <summary>Takes files, and fetches them itself.</summary>
    public const string Fetching = "fetching";

    /// <summary>Announced, but nobody runs it.</summary>
    public const string Silent = "silent";

    public static readonly DateTimeOffset Tomorrow = TimeProvider.System.GetUtcNow().AddDays(1);

    public static PublisherAnnounced Announcement(string platform, int maxLength, int maxParts, params string[] aliases) => new()
    {
        Platform = platform,
        DisplayName = platform.ToUpperInvariant(),
        Version = "1",
        InstanceId = Guid.CreateVersion7(),
        At = TimeProvider.System.GetUtcNow(),
        Capabilities = new PlatformCapabilities
        {
            Aliases = aliases,
            ContentTypes = maxParts > 1 ? ["post", "thread"] : platform == Wide ? ["post", "story"] : ["post"],
            Text = new TextRules { Counting = TextCounting.CodePoints, MaxLength = maxLength, MaxParts = maxParts },
            Media = new MediaRules { MaxItems = platform is Wide or Fetching ? 4 : 0, FetchedByUrl = platform == Fetching },
            Credentials = new CredentialScheme { Kind = CredentialKinds.Fields },
            CanPreview = true,
            CanRemove = platform is Twitter or Discord,
            CanEdit = platform == Discord,
            OptionsSchema = platform == Discord
                ? JsonElement.Parse("""{"type":"object","properties":{"silent":{"type":"boolean"}}}""")
                : null,
        },
    };
}
