using System.Text.Json.Serialization;
using ContentMultiplier.Publishers.Meta;

namespace ContentMultiplier.Publishers.Instagram;

/// <summary>What results keeps of a container: what is brought up and nobody sees.</summary>
internal sealed record Container(string Id);

/// <summary>What results keeps of what is published.</summary>
internal sealed record PublishedMedia(string Id);

/// <summary>What results keeps of the first comment.</summary>
internal sealed record PublishedComment(string Id);

internal sealed record GraphId(string? Id);

/// <param name="StatusCode">IN_PROGRESS, FINISHED, ERROR, EXPIRED or PUBLISHED.</param>
/// <param name="Status">For people.</param>
internal sealed record ContainerState(string? StatusCode, string? Status);

internal sealed record PublishingLimits(PublishingLimit[]? Data);

internal sealed record PublishingLimit(int? QuotaUsage, QuotaConfig? Config);

internal sealed record QuotaConfig(int? QuotaTotal, int? QuotaDuration);

internal sealed record Permalink([property: JsonPropertyName("permalink")] string? Url);

/// <param name="MediaProductType">FEED, REELS or STORY.</param>
/// <param name="LikeCount">Not told where the owner hides it.</param>
internal sealed record MediaCounts(string? MediaProductType, long? LikeCount, long? CommentsCount);

internal sealed record MediaList(FoundMedia[]? Data);

internal sealed record FoundMedia(string Id, string? Caption, string? Timestamp);

internal sealed record CommentList(FoundComment[]? Data);

/// <param name="Username">Whose it is, where Instagram tells.</param>
internal sealed record FoundComment(string Id, string? Text, string? Username);

internal sealed record InstagramUser(string? UserId, string? Id, string? Username, string? ProfilePictureUrl);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(GraphId))]
[JsonSerializable(typeof(ContainerState))]
[JsonSerializable(typeof(PublishingLimits))]
[JsonSerializable(typeof(Permalink))]
[JsonSerializable(typeof(MediaCounts))]
[JsonSerializable(typeof(GraphInsights))]
[JsonSerializable(typeof(MediaList))]
[JsonSerializable(typeof(CommentList))]
[JsonSerializable(typeof(InstagramUser))]
internal sealed partial class InstagramJson : JsonSerializerContext;
