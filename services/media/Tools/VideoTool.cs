using System.Text.Json;
using ContentMultiplier.Media.Storage;

namespace ContentMultiplier.Media.Tools;

internal sealed record VideoFacts(int Width, int Height, double Seconds);

/// <summary>ffmpeg and ffprobe. The container is named to them, so that nothing is taken for a play list that leads elsewhere.</summary>
internal sealed class VideoTool(ChildProcesses processes)
{
    private static readonly ToolLimits ProbeLimits = new(10, TimeSpan.FromSeconds(20), 2L << 30, 1L << 20);
    private static readonly ToolLimits CopyLimits = new(120, TimeSpan.FromMinutes(3), 2L << 30, 2L << 30);

    /// <returns>Null when there is no picture that moves in it.</returns>
    public async Task<VideoFacts?> ProbeAsync(string file, WorkFolder folder, CancellationToken cancellationToken)
    {
        var json = await processes.RunAsync(
            "ffprobe",
            [
                "-v", "error", "-protocol_whitelist", "file", "-f", "mov", "-of", "json", "-select_streams", "v:0",
                "-show_entries", "format=duration:stream=width,height:stream_side_data=rotation", "file:" + file,
            ],
            folder,
            ProbeLimits,
            cancellationToken);
        if (json is null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (!root.TryGetProperty("streams", out var streams) || streams.GetArrayLength() == 0
            || !root.GetProperty("format").TryGetProperty("duration", out var duration)
            || !double.TryParse(duration.GetString(), out var seconds) || seconds <= 0)
        {
            return null;
        }

        var stream = streams[0];
        if (!stream.TryGetProperty("width", out var width) || !stream.TryGetProperty("height", out var height)
            || width.GetInt32() <= 0 || height.GetInt32() <= 0)
        {
            return null;
        }

        return IsTurned(stream)
            ? new VideoFacts(height.GetInt32(), width.GetInt32(), seconds)
            : new VideoFacts(width.GetInt32(), height.GetInt32(), seconds);
    }

    /// <summary>The same pictures and sound as an MP4 that begins to play at once, without what cameras write about people and places.</summary>
    public async Task<bool> CleanAsync(string file, string output, WorkFolder folder, CancellationToken cancellationToken) =>
        await processes.RunAsync(
            "ffmpeg",
            [
                "-nostdin", "-v", "error", "-protocol_whitelist", "file", "-f", "mov", "-i", "file:" + file,
                "-map", "0:v:0", "-map", "0:a:0?", "-c", "copy", "-map_metadata", "-1", "-map_metadata:s", "-1", "-map_chapters", "-1",
                "-fflags", "+bitexact", "-movflags", "+faststart", "-f", "mp4", "-y", "file:" + output,
            ],
            folder,
            CopyLimits,
            cancellationToken) is not null
        && File.Exists(output);

    private static bool IsTurned(JsonElement stream) =>
        stream.TryGetProperty("side_data_list", out var list)
        && list.EnumerateArray().Any(data => data.TryGetProperty("rotation", out var angle)
            && angle.TryGetInt32(out var degrees) && Math.Abs(degrees) % 180 == 90);
}
