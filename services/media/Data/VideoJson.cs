using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using ContentMultiplier.Media.Tools;

namespace ContentMultiplier.Media.Data;

/// <summary>The details of a video as they are stored.</summary>
internal static class VideoJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    [return: NotNullIfNotNull(nameof(details))]
    public static string? Write(VideoDetails? details) => details is null ? null : JsonSerializer.Serialize(details, Options);

    public static VideoDetails Read(string json) => JsonSerializer.Deserialize<VideoDetails>(json, Options)!;
}
