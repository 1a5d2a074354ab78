using System.Text.Json.Serialization;

namespace ContentMultiplier.Publishers.Wordpress;

internal sealed record NewPost
{
    public required string Title { get; init; }
    public required string Content { get; init; }
    public required string Slug { get; init; }
    public required string Status { get; init; }
    public string? Excerpt { get; init; }
    public IReadOnlyList<long>? Categories { get; init; }
    public IReadOnlyList<long>? Tags { get; init; }
    public long? FeaturedMedia { get; init; }
    public string? Format { get; init; }
    public bool? Sticky { get; init; }
    public string? CommentStatus { get; init; }
}

/// <summary>How a post that is there gets its final place.</summary>
internal sealed record PostChange
{
    public required string Slug { get; init; }
    public required string Status { get; init; }
    public string? DateGmt { get; init; }
}

/// <summary>What results keeps of a post.</summary>
internal sealed record WordpressPost(long Id, string? Slug, string? Status, string? Link);

/// <summary>What results keeps of a file.</summary>
/// <param name="From">Where it came from, by which a text may show it.</param>
internal sealed record WordpressFile(long Id, string? SourceUrl, string? From = null);

/// <summary>A post as its writer sees it.</summary>
internal sealed record WordpressText(string? Status, WrittenText? Content);

internal sealed record WrittenText(string? Raw);

internal sealed record NewText(string Content);

internal sealed record NewTerm(string Name);

internal sealed record WordpressTerm(long Id, string? Name);

internal sealed record WordpressUser(long Id, string? Name);

internal sealed record WordpressIndex(string? Name, string? Home);

internal sealed record HostedSiteList(IReadOnlyList<HostedSite>? Sites);

internal sealed record HostedSite(
    [property: JsonPropertyName("ID")] long Id,
    [property: JsonPropertyName("name")] string? Name,
    [property: JsonPropertyName("URL")] string? Url);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NewPost))]
[JsonSerializable(typeof(PostChange))]
[JsonSerializable(typeof(WordpressPost))]
[JsonSerializable(typeof(WordpressPost[]))]
[JsonSerializable(typeof(WordpressText))]
[JsonSerializable(typeof(NewText))]
[JsonSerializable(typeof(WordpressFile))]
[JsonSerializable(typeof(WordpressFile[]))]
[JsonSerializable(typeof(NewTerm))]
[JsonSerializable(typeof(WordpressTerm))]
[JsonSerializable(typeof(WordpressTerm[]))]
[JsonSerializable(typeof(WordpressUser))]
[JsonSerializable(typeof(WordpressIndex))]
[JsonSerializable(typeof(HostedSiteList))]
internal sealed partial class WordpressJson : JsonSerializerContext;
