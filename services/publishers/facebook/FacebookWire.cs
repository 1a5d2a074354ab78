using System.Text.Json;
using System.Text.Json.Serialization;
using ContentMultiplier.Publishers.Meta;

namespace ContentMultiplier.Publishers.Facebook;

/// <summary>What results keeps of a post. Of a video, the id is the video's.</summary>
internal sealed record CreatedPost(string Id, string? PermalinkUrl = null);

/// <summary>What results keeps of a photo that nobody sees yet.</summary>
internal sealed record UploadedPhoto(string Id);

/// <summary>What results keeps of a video that is up and waits for its end.</summary>
internal sealed record UploadedVideo(string Id, string? Session);

internal sealed record GraphId(string? Id, string? PermalinkUrl);

internal sealed record VideoStart(string? VideoId, string? UploadSessionId, string? StartOffset, string? EndOffset, string? UploadUrl);

/// <param name="PostId">Of a story; a number or a text.</param>
internal sealed record Success([property: JsonPropertyName("success")] bool? IsSuccess, JsonElement? PostId = null);

internal sealed record StoryList(FoundStory[]? Data);

/// <param name="PostId">A number or a text.</param>
/// <param name="MediaId">The photo or the video that it shows.</param>
internal sealed record FoundStory(JsonElement? PostId, string? MediaId, string? Url);

internal sealed record CommentList(FoundComment[]? Data);

/// <param name="From">Left out where the page's consent does not cover who it was.</param>
internal sealed record FoundComment(string Id, string? Message, GraphId? From);

internal sealed record VideoState(string? Id, VideoStatus? Status, string? PermalinkUrl);

internal sealed record VideoStatus(
    [property: JsonPropertyName("video_status")] string? Overall, VideoPhase? ProcessingPhase, VideoPhase? PublishingPhase);

internal sealed record VideoPhase(string? Status, VideoError[]? Errors);

internal sealed record VideoError(string? Message);

internal sealed record PageList(FacebookPage[]? Data, Paging? Paging);

internal sealed record FacebookPage(string Id, string? Name, string? AccessToken, string? Link, string[]? Tasks);

internal sealed record Paging(Cursors? Cursors, string? Next);

internal sealed record Cursors(string? After);

internal sealed record PermissionList(Permission[]? Data);

internal sealed record Permission([property: JsonPropertyName("permission")] string? Name, string? Status);

internal sealed record PostList(FoundPost[]? Data, Paging? Paging);

internal sealed record FoundPost(string Id, string? Message, string? PermalinkUrl, AttachmentList? Attachments);

internal sealed record AttachmentList(FoundAttachment[]? Data);

internal sealed record FoundAttachment(AttachmentTarget? Target, AttachmentList? Subattachments);

internal sealed record AttachmentTarget(string? Id);

/// <summary>What stands at a post; what was not asked for is null.</summary>
internal sealed record PostCounts(ShareCount? Shares, CountedList? Comments, CountedList? Reactions);

internal sealed record ShareCount(long? Count);

internal sealed record CountedList(ListSummary? Summary);

internal sealed record ListSummary(long? TotalCount);

internal sealed record AttachedMedia(string MediaFbid);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(GraphId))]
[JsonSerializable(typeof(VideoStart))]
[JsonSerializable(typeof(Success))]
[JsonSerializable(typeof(VideoState))]
[JsonSerializable(typeof(PageList))]
[JsonSerializable(typeof(FacebookPage))]
[JsonSerializable(typeof(PermissionList))]
[JsonSerializable(typeof(PostList))]
[JsonSerializable(typeof(PostCounts))]
[JsonSerializable(typeof(GraphInsights))]
[JsonSerializable(typeof(AttachedMedia))]
[JsonSerializable(typeof(StoryList))]
[JsonSerializable(typeof(CommentList))]
internal sealed partial class FacebookJson : JsonSerializerContext;
