using System.Globalization;
using System.Text.Json;

namespace ContentMultiplier.Sandbox.Wordpress;

/// <summary>The schema of posts, as far as anybody here writes one. Members that it does not name are passed over, as WordPress does.</summary>
internal static class WordpressRules
{
    private static readonly string[] Statuses = ["publish", "future", "draft", "pending", "private"];

    private static readonly string[] Formats =
        ["standard", "aside", "chat", "gallery", "link", "image", "quote", "status", "video", "audio"];

    public static Dictionary<string, string> FindMistakes(JsonElement body)
    {
        var mistakes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in body.EnumerateObject())
        {
            if (FindMistake(member.Name, member.Value) is { } mistake)
            {
                mistakes[member.Name] = mistake;
            }
        }

        return mistakes;
    }

    public static string? Text(JsonElement body, string name) => !body.TryGetProperty(name, out var value)
        ? null
        : value.ValueKind == JsonValueKind.Object ? value.GetProperty("raw").GetString() : value.GetString();

    public static DateTimeOffset? Date(JsonElement body) =>
        body.TryGetProperty("date_gmt", out var value) && value.ValueKind == JsonValueKind.String && TryReadDate(value, out var date) ? date : null;

    private static string? FindMistake(string name, JsonElement value) => name switch
    {
        "title" or "content" or "excerpt" when !IsText(value) => $"{name} is not of type object or string.",
        "slug" when value.ValueKind != JsonValueKind.String => "slug is not of type string.",
        "status" when !IsOneOf(value, Statuses) => $"status is not one of {string.Join(", ", Statuses)}.",
        "format" when !IsOneOf(value, Formats) => $"format is not one of {string.Join(", ", Formats)}.",
        "comment_status" when !IsOneOf(value, ["open", "closed"]) => "comment_status is not one of open and closed.",
        "sticky" when value.ValueKind is not (JsonValueKind.True or JsonValueKind.False) => "sticky is not of type boolean.",
        "featured_media" when !IsId(value) => "featured_media is not of type integer.",
        "categories" or "tags" when value.ValueKind != JsonValueKind.Array || !value.EnumerateArray().All(IsId) => $"{name}[0] is not of type integer.",
        "date_gmt" when value.ValueKind != JsonValueKind.Null && !TryReadDate(value, out _) => "Invalid date.",
        _ => null,
    };

    private static bool IsText(JsonElement value) => value.ValueKind == JsonValueKind.String
        || (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("raw", out var raw) && raw.ValueKind == JsonValueKind.String);

    private static bool IsOneOf(JsonElement value, string[] allowed) => value.ValueKind == JsonValueKind.String && allowed.Contains(value.GetString());

    private static bool IsId(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _);

    private static bool TryReadDate(JsonElement value, out DateTimeOffset date)
    {
        date = default;
        return value.ValueKind == JsonValueKind.String
            && DateTimeOffset.TryParse(
                value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out date);
    }
}
