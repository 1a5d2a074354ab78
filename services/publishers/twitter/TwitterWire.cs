using System.Text.Json.Serialization;

namespace ContentMultiplier.Publishers.Twitter;

internal sealed record CreatePostRequest
{
    public required string Text { get; init; }
    public ReplyRequest? Reply { get; init; }
    public string? ReplySettings { get; init; }
    public string? CommunityId { get; init; }
    public bool? ShareWithFollowers { get; init; }
    public bool? MadeWithAi { get; init; }
    public bool? PaidPartnership { get; init; }
}

internal sealed record ReplyRequest(string InReplyToTweetId);

internal sealed record CreatePostAnswer(CreatedPost? Data);

/// <summary>What results keeps of a part: an answer to it needs no more.</summary>
internal sealed record CreatedPost(string Id);

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

internal sealed record TimelineMeta(string? NextToken);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreatePostRequest))]
[JsonSerializable(typeof(CreatePostAnswer))]
[JsonSerializable(typeof(UserAnswer))]
[JsonSerializable(typeof(TimelineAnswer))]
internal sealed partial class TwitterJson : JsonSerializerContext;
