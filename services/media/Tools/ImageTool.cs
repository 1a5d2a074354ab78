using ContentMultiplier.Media.Storage;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Media.Tools;

/// <summary>What a picture becomes.</summary>
/// <param name="Type">One of the types of <see cref="Inspection.FileKinds"/>.</param>
/// <param name="Width">Most; the picture keeps its proportions and is never enlarged.</param>
/// <param name="Quality">Of types that have one.</param>
internal sealed record ImageTarget(string Type, int Width, int Height, int Quality, bool Animated);

/// <summary>libvips, by its command line.</summary>
internal sealed class ImageTool(ChildProcesses processes, IOptions<MediaOptions> options)
{
    /// <summary>All frames of a picture that moves may have this many times the pixels of one that does not; they are decoded faster.</summary>
    private const int Moving = 3;

    private static readonly ToolLimits Limits = new(30, TimeSpan.FromSeconds(30), 2L << 30, 200L << 20);

    /// <summary>Reads every pixel and keeps none: what is cut short or broken fails.</summary>
    public async Task<bool> CanDecodeAsync(string file, bool animated, WorkFolder folder, CancellationToken cancellationToken) =>
        await processes.RunAsync("vips", ["avg", $"{file}[{(animated ? "n=-1," : "")}fail_on=truncated]"], folder, LimitsOfLook(animated), cancellationToken) is not null;

    /// <summary>The time is the processor's, which a busy machine does not spend faster.</summary>
    public ToolLimits LimitsOfLook(bool animated) => Limits with { CpuSeconds = options.Value.LookSeconds * (animated ? Moving : 1) };

    /// <summary>Decodes and encodes anew, upright and in sRGB, without a word about who took it where.</summary>
    public async Task<bool> ConvertAsync(string file, string output, ImageTarget target, WorkFolder folder, CancellationToken cancellationToken) =>
        await processes.RunAsync(
            "vipsthumbnail",
            [
                target.Animated ? file + "[n=-1]" : file,
                "--size", $"{target.Width}x{target.Height}>",
                "--export-profile", "srgb",
                "-o", output + Options(target),
            ],
            folder,
            Limits,
            cancellationToken) is not null
        && File.Exists(output);

    private static string Options(ImageTarget target) => target.Type switch
    {
        // What is transparent would turn black where the type knows no transparency.
        "image/jpeg" => $"[Q={target.Quality},optimize_coding,strip,background=255]",
        "image/webp" => $"[Q={target.Quality},strip]",
        "image/png" => "[compression=6,strip]",
        _ => "[strip]",
    };
}
