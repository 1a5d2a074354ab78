using System.Text.Json.Serialization;

namespace ContentMultiplier.Publishers.LinkedIn;

internal sealed record CreatePost
{
    public required string Author { get; init; }
    public required string Commentary { get; init; }
    public required string Visibility { get; init; }
    public Distribution Distribution { get; init; } = new();

    /// <summary>The only state LinkedIn takes from applications: no drafts, no scheduling.</summary>
    public string LifecycleState { get; init; } = "PUBLISHED";

    public bool IsReshareDisabledByAuthor { get; init; }
    public PostBody? Content { get; init; }
}

internal sealed record Distribution
{
    public string FeedDistribution { get; init; } = "MAIN_FEED";
    public IReadOnlyList<string> TargetEntities { get; init; } = [];
    public IReadOnlyList<string> ThirdPartyDistributionChannels { get; init; } = [];
}

/// <summary>One of them.</summary>
internal sealed record PostBody
{
    public PostMedia? Media { get; init; }
    public MultiImage? MultiImage { get; init; }
    public Article? Article { get; init; }
}

internal sealed record PostMedia(string Id, string? AltText = null, string? Title = null);

internal sealed record MultiImage(IReadOnlyList<PostMedia> Images);

internal sealed record Article(string Source, string Title, string? Description = null, string? Thumbnail = null);

/// <summary>What results keeps of a post.</summary>
internal sealed record CreatedPost(string Id);

/// <summary>What results keeps of a file that LinkedIn has.</summary>
internal sealed record Uploaded(string Urn);

internal sealed record CreateComment(string Actor, string Object, CommentMessage Message);

internal sealed record CommentMessage(string? Text);

internal sealed record CommentList(FoundComment[]? Elements);

/// <param name="Actor">Who wrote it.</param>
internal sealed record FoundComment(string? Id, string? Actor, CommentMessage? Message);

internal sealed record InitializeUpload(InitializeUploadRequest InitializeUploadRequest);

internal sealed record InitializeUploadRequest(
    string Owner, long? FileSizeBytes = null, bool? UploadCaptions = null, bool? UploadThumbnail = null);

internal sealed record InitializedUpload(UploadTarget? Value);

/// <param name="UploadUrl">Of an image or a document.</param>
/// <param name="UploadInstructions">Of a video.</param>
internal sealed record UploadTarget(
    string? UploadUrl, string? Image, string? Document, string? Video, string? UploadToken, UploadPart[]? UploadInstructions);

internal sealed record UploadPart(string UploadUrl, long FirstByte, long LastByte);

internal sealed record FinalizeUpload(FinalizeUploadRequest FinalizeUploadRequest);

internal sealed record FinalizeUploadRequest(string Video, string UploadToken, IReadOnlyList<string> UploadedPartIds);

internal sealed record AssetState(string? Status, string? ProcessingFailureReason);

internal sealed record UserInfo(string Sub, string? Name, string? Picture);

internal sealed record OrganizationAcls(OrganizationAcl[]? Elements);

/// <summary>The member is called by one name or the other, by version.</summary>
internal sealed record OrganizationAcl(string? Organization, string? OrganizationTarget, string? Role);

internal sealed record Organization(string? LocalizedName, string? VanityName);

internal sealed record PostList(FoundPost[]? Elements);

internal sealed record FoundPost(string Id, string? Commentary, long? CreatedAt, long? PublishedAt, PostBody? Content);

internal sealed record StatisticsList(PostStatistics[]? Elements);

internal sealed record PostStatistics(string? Share, string? UgcPost, ShareStatistics? TotalShareStatistics)
{
    public string? Urn => Share ?? UgcPost;
}

internal sealed record ShareStatistics(
    long? ImpressionCount, long? UniqueImpressionsCount, long? ClickCount, long? LikeCount, long? CommentCount, long? ShareCount);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreatePost))]
[JsonSerializable(typeof(CreateComment))]
[JsonSerializable(typeof(CommentList))]
[JsonSerializable(typeof(InitializeUpload))]
[JsonSerializable(typeof(InitializedUpload))]
[JsonSerializable(typeof(FinalizeUpload))]
[JsonSerializable(typeof(AssetState))]
[JsonSerializable(typeof(UserInfo))]
[JsonSerializable(typeof(OrganizationAcls))]
[JsonSerializable(typeof(Organization))]
[JsonSerializable(typeof(PostList))]
[JsonSerializable(typeof(StatisticsList))]
internal sealed partial class LinkedInJson : JsonSerializerContext;
