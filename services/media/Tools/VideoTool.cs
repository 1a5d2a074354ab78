using System.Globalization;
using ContentMultiplier.Media.Storage;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Media.Tools;

/// <summary>How a video is made anew: H.264 and AAC in an MP4 that begins to play at once.</summary>
/// <param name="Width">As it is shown; an even number, as the height.</param>
/// <param name="FrameRate">0 keeps the one that it has.</param>
/// <param name="VideoKbit">Most of it a second, and in the buffer of a player.</param>
/// <param name="Transfer">Of pictures of a high dynamic range, which are brought to the usual one.</param>
/// <param name="KeepsPictures">Only the sound is made anew.</param>
internal sealed record VideoRecipe(int Width, int Height, double FrameRate, int VideoKbit, int AudioKbit, string? Transfer, bool KeepsPictures);

/// <summary>ffmpeg and ffprobe. The container is named to them, so that nothing is taken for a play list that leads elsewhere.</summary>
internal sealed class VideoTool(ChildProcesses processes, IOptions<MediaOptions> options)
{
    /// <summary>Enough for two threads; more would only take the machine from the others.</summary>
    private const int Threads = 2;

    private static readonly ToolLimits ProbeLimits = new(10, TimeSpan.FromSeconds(20), 2L << 30, 1L << 20);
    private static readonly ToolLimits CopyLimits = new(120, TimeSpan.FromMinutes(3), 2L << 30, 2L << 30);

    private static readonly string[] Clean =
        ["-sn", "-dn", "-map_metadata", "-1", "-map_metadata:s", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-movflags", "+faststart"];

    private ToolLimits TranscodeLimits =>
        new((int)(options.Value.TranscodeLimit.TotalSeconds * Threads), options.Value.TranscodeLimit, 4L << 30, 2L << 30, IsPatient: true);

    /// <returns>Null when there is no picture that moves in it.</returns>
    public async Task<VideoFacts?> ProbeAsync(string file, WorkFolder folder, CancellationToken cancellationToken) =>
        await processes.RunAsync(
            "ffprobe",
            ["-v", "error", "-protocol_whitelist", "file", "-f", "mov", "-of", "json", "-show_entries", VideoProbe.Entries, "file:" + file],
            folder,
            ProbeLimits,
            cancellationToken) is { } json
            ? VideoProbe.Read(json)
            : null;

    /// <summary>The same pictures and sound as an MP4 that begins to play at once, without what cameras write about people and places.</summary>
    public Task<bool> CleanAsync(string file, string output, WorkFolder folder, CancellationToken cancellationToken) =>
        EncodeAsync(file, output, ["-c", "copy"], CopyLimits, folder, cancellationToken);

    /// <summary>Takes minutes, and gives way to everything else.</summary>
    public Task<bool> TranscodeAsync(string file, string output, VideoRecipe recipe, WorkFolder folder, CancellationToken cancellationToken) =>
        EncodeAsync(file, output, [.. Pictures(recipe), .. Sound(recipe)], TranscodeLimits, folder, cancellationToken);

    private async Task<bool> EncodeAsync(
        string file, string output, IEnumerable<string> how, ToolLimits limits, WorkFolder folder, CancellationToken cancellationToken) =>
        await processes.RunAsync(
            "ffmpeg",
            [
                "-nostdin", "-v", "error", "-filter_threads", "1", "-threads", Number(Threads), "-protocol_whitelist", "file", "-f", "mov", "-i", "file:" + file,
                "-map", "0:V:0", "-map", "0:a:0?", .. how, .. Clean, "-f", "mp4", "-y", "file:" + output,
            ],
            folder,
            limits,
            cancellationToken) is not null
        && File.Exists(output);

    private static string[] Pictures(VideoRecipe recipe) => recipe.KeepsPictures
        ? ["-c:v", "copy"]
        :
        [
            "-vf", string.Join(',', Filters(recipe)),
            "-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-maxrate", Number(recipe.VideoKbit) + "k", "-bufsize", Number(recipe.VideoKbit) + "k",
            "-profile:v", "high", "-pix_fmt", "yuv420p", "-threads", Number(Threads),
        ];

    private static string[] Sound(VideoRecipe recipe) =>
        ["-c:a", "aac", "-b:a", Number(recipe.AudioKbit) + "k", "-af", "aformat=sample_rates=48000:channel_layouts=mono|stereo"];

    /// <summary>ffmpeg has turned the pictures before the first of them.</summary>
    private static IEnumerable<string> Filters(VideoRecipe recipe)
    {
        yield return "yadif=deint=interlaced";
        if (recipe.FrameRate > 0)
        {
            yield return $"fps={Number(recipe.FrameRate)}";
        }

        yield return $"scale={Number(recipe.Width)}:{Number(recipe.Height)}";
        if (recipe.Transfer is { } transfer)
        {
            yield return $"zscale=tin={transfer}:pin=bt2020:min=bt2020nc:t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=hable:desat=0,"
                + "zscale=t=bt709:m=bt709:r=tv";
        }

        yield return "format=yuv420p";
    }

    private static string Number(double number) => number.ToString(CultureInfo.InvariantCulture);
}
