using System.Text.Json.Serialization;

namespace ContentMultiplier.Publishers.Twitter;

internal sealed record CreatePostRequest
{
    public required string Text { get; init; }
    public MediaReference? Media { get; init; }
    public ReplyRequest? Reply { get; init; }
    public string? QuoteTweetId { get; init; }
    public string? ReplySettings { get; init; }
    public string? CommunityId { get; init; }
    public bool? ShareWithFollowers { get; init; }
    public bool? MadeWithAi { get; init; }
    public bool? PaidPartnership { get; init; }
}

internal sealed record MediaReference(IReadOnlyList<string> MediaIds);

internal sealed record ReplyRequest(string InReplyToTweetId);

internal sealed record InitializeUpload(string MediaType, long TotalBytes, string MediaCategory);

internal sealed record MediaAnswer(MediaState? Data);

/// <param name="Processing">Null when the file is ready.</param>
internal sealed record MediaState(string Id, [property: JsonPropertyName("processing_info")] ProcessingInfo? Processing);

/// <param name="State"><c>pending in_progress failed succeeded</c>.</param>
internal sealed record ProcessingInfo(string State);

internal sealed record DescribeMedia(string Id, MediaMetadata Metadata);

internal sealed record MediaMetadata(AltText AltText);

internal sealed record AltText(string Text);

/// <summary>What results keeps of an upload.</summary>
internal sealed record UploadedMedia(string Id, bool IsProcessing);

internal sealed record CreatePostAnswer(CreatedPost? Data);

/// <summary>What results keeps of a part: an answer to it needs no more.</summary>
internal sealed record CreatedPost(string Id);

internal sealed record DeletePostAnswer(DeletedPost? Data);

internal sealed record DeletedPost(bool Deleted);

internal sealed record UserAnswer(TwitterUser? Data);

internal sealed record TwitterUser(string Id, string Username, string? ProfileImageUrl);

/// <summary><c>errors</c> beside <c>data</c>, or instead of it, come with a 200, too.</summary>
internal sealed record TimelineAnswer(TimelinePost[]? Data, TimelineError[]? Errors, TimelineMeta? Meta);

internal sealed record TimelinePost(
    string Id, string Text, string? ConversationId, ReferencedPost[]? ReferencedPosts, PostEntities? Entities);

internal sealed record ReferencedPost(string Type, string Id);

internal sealed record PostEntities(UrlEntity[]? Urls);

/// <param name="Url">The t.co link in the text.</param>
/// <param name="ExpandedUrl">What the author wrote.</param>
internal sealed record UrlEntity(string? Url, string? ExpandedUrl);

internal sealed record TimelineError(string? Title, string? Detail);

/// <summary>A post that is not told of in <c>data</c> is told of in <c>errors</c>; the answer is a 200 all the same.</summary>
internal sealed record MetricsAnswer(MeasuredPost[]? Data, MetricsError[]? Errors);

internal sealed record MeasuredPost(string Id, PublicMetrics? PublicMetrics, NonPublicMetrics? NonPublicMetrics);

/// <summary>X renamed reposts in 2026; either name may come.</summary>
internal sealed record PublicMetrics(
    long? LikeCount, long? ReplyCount, long? RepostCount, long? RetweetCount, long? QuoteCount, long? BookmarkCount, long? ImpressionCount);

/// <summary>For the author alone, for thirty days.</summary>
internal sealed record NonPublicMetrics(long? UrlLinkClicks, long? UserProfileClicks, long? Engagements);

internal sealed record MetricsError(string? Type, string? Title, string? Detail, string? ResourceId, string? Value)
{
    public bool IsNotFound => Type?.EndsWith("/resource-not-found", StringComparison.Ordinal) == true;

    public string Words => Detail ?? Title ?? "X did not say why.";
}

internal sealed record TimelineMeta(string? NextToken);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreatePostRequest))]
[JsonSerializable(typeof(CreatePostAnswer))]
[JsonSerializable(typeof(InitializeUpload))]
[JsonSerializable(typeof(MediaAnswer))]
[JsonSerializable(typeof(DescribeMedia))]
[JsonSerializable(typeof(DeletePostAnswer))]
[JsonSerializable(typeof(UserAnswer))]
[JsonSerializable(typeof(TimelineAnswer))]
[JsonSerializable(typeof(MetricsAnswer))]
internal sealed partial class TwitterJson : JsonSerializerContext;
