using System.Text.Json.Serialization;

namespace ContentMultiplier.Publishers.Medium;

internal sealed record NewStory
{
    public required string Title { get; init; }
    public string ContentFormat { get; } = "html";
    public required string Content { get; init; }
    public IReadOnlyList<string>? Tags { get; init; }
    public string? CanonicalUrl { get; init; }
    public required string PublishStatus { get; init; }
    public string? License { get; init; }
    public bool? NotifyFollowers { get; init; }
}

internal sealed record Answer<T>(T? Data);

/// <summary>What results keeps of a story.</summary>
internal sealed record Story(string? Id, string? Url);

/// <summary>What results keeps of a picture.</summary>
internal sealed record Picture(string? Url);

internal sealed record MediumUser(string Id, string? Username, string? Name, string? Url, string? ImageUrl);

internal sealed record Publication(string Id, string? Name, string? Url, string? ImageUrl);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NewStory))]
[JsonSerializable(typeof(Answer<Story>))]
[JsonSerializable(typeof(Answer<Picture>))]
[JsonSerializable(typeof(Answer<MediumUser>))]
[JsonSerializable(typeof(Answer<Publication[]>))]
internal sealed partial class MediumJson : JsonSerializerContext;
