using System.Globalization;
using System.Text.Json;

namespace ContentMultiplier.Media.Tools;

/// <summary>Reads what ffprobe says.</summary>
internal static class VideoProbe
{
    public const string Entries =
        "format=duration,bit_rate:stream=codec_type,codec_name,pix_fmt,width,height,avg_frame_rate,r_frame_rate,color_transfer,sample_rate,channels"
        + ":stream_disposition=attached_pic:stream_side_data=rotation";

    /// <returns>Null when there is no picture that moves in it, or more was said than is read.</returns>
    public static VideoFacts? Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static VideoFacts? Read(JsonElement root)
    {
        if (!root.TryGetProperty("streams", out var streams) || !root.TryGetProperty("format", out var format)
            || Number(format, "duration") is not (> 0 and var seconds))
        {
            return null;
        }

        var pictures = streams.EnumerateArray().FirstOrDefault(stream => Text(stream, "codec_type") == "video" && !IsCover(stream));
        if (pictures.ValueKind != JsonValueKind.Object || Text(pictures, "codec_name") is not { } codec
            || Number(pictures, "width") is not (> 0 and <= int.MaxValue and var width)
            || Number(pictures, "height") is not (> 0 and <= int.MaxValue and var height))
        {
            return null;
        }

        var sound = streams.EnumerateArray().FirstOrDefault(stream => Text(stream, "codec_type") == "audio");
        var hasSound = sound.ValueKind == JsonValueKind.Object;
        var rotation = RotationOf(pictures);
        var details = new VideoDetails
        {
            Codec = codec,
            PixelFormat = Text(pictures, "pix_fmt"),
            FrameRate = Rate(pictures, "avg_frame_rate") is > 0 and var average ? average : Rate(pictures, "r_frame_rate"),
            BitRate = (long)Number(format, "bit_rate"),
            Rotation = rotation,
            Transfer = Text(pictures, "color_transfer"),
            AudioCodec = hasSound ? Text(sound, "codec_name") ?? "unknown" : null,
            AudioRate = hasSound ? (int)Number(sound, "sample_rate") : 0,
            AudioChannels = hasSound ? (int)Number(sound, "channels") : 0,
        };
        return rotation % 180 == 0
            ? new VideoFacts((int)width, (int)height, seconds, details)
            : new VideoFacts((int)height, (int)width, seconds, details);
    }

    private static bool IsCover(JsonElement stream) =>
        stream.TryGetProperty("disposition", out var disposition) && Number(disposition, "attached_pic") > 0;

    /// <summary>In quarters of a circle: nobody holds a camera otherwise.</summary>
    private static int RotationOf(JsonElement stream)
    {
        if (!stream.TryGetProperty("side_data_list", out var list))
        {
            return 0;
        }

        var turned = list.EnumerateArray().Select(data => Number(data, "rotation")).FirstOrDefault(degrees => degrees is not 0 && Math.Abs(degrees) <= 360);
        return (((int)Math.Round(turned / 90) * 90) + 360) % 360;
    }

    private static string? Text(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>ffprobe writes some numbers as texts. 0 where there is none.</summary>
    private static double Number(JsonElement from, string name) =>
        !from.TryGetProperty(name, out var value) ? 0
        : value.ValueKind == JsonValueKind.Number ? value.GetDouble()
        : double.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number
        : 0;

    private static double Rate(JsonElement from, string name) =>
        Text(from, name)?.Split('/') is [var above, var below]
        && double.TryParse(above, NumberStyles.Float, CultureInfo.InvariantCulture, out var over)
        && double.TryParse(below, NumberStyles.Float, CultureInfo.InvariantCulture, out var under) && under > 0
            ? Math.Round(over / under, 3)
            : 0;
}
