using ContentMultiplier.Media.Storage;
using ContentMultiplier.Media.Tools;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Media.Inspection;

/// <summary>What a file is, or why it is not taken.</summary>
internal sealed record InspectedFile(string Type, int Width, int Height, int Frames, double? Seconds, VideoDetails? Video = null);

/// <summary>Why a file is not taken, in the words and the status of the answer.</summary>
internal sealed record FileProblem(int Status, string Code, string Message);

/// <summary>
/// Judges a file by its bytes: the type by the first of them, what it would cost by what its header says, and that it is
/// whole by decoding it far away from this process.
/// </summary>
internal sealed class FileInspector(ImageTool images, VideoTool videos, ScratchFiles scratch, IOptions<MediaOptions> options)
{
    private const long MaxPixels = 50_000_000;

    /// <summary>Of all frames together: what decoding a picture that moves may cost.</summary>
    private const long MaxMovingPixels = 400_000_000;

    public async Task<(InspectedFile? File, FileProblem? Problem)> InspectAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var head = new byte[FileKinds.HeadLength];
        var read = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        if (FileKinds.Of(head.AsSpan(0, read)) is not { } type)
        {
            return (null, new FileProblem(
                StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type",
                $"The file is none of those that are taken: {FileKinds.Taken}. Its name and Content-Type do not count; convert it."));
        }

        using var folder = scratch.CreateWorkFolder();
        return FileKinds.IsVideo(type)
            ? await InspectVideoAsync(path, type, folder, cancellationToken)
            : await InspectImageAsync(path, stream, type, folder, cancellationToken);
    }

    private async Task<(InspectedFile? File, FileProblem? Problem)> InspectVideoAsync(
        string path, string type, WorkFolder folder, CancellationToken cancellationToken) =>
        await videos.ProbeAsync(path, folder, cancellationToken) is { } facts
            ? (new InspectedFile(type, facts.Width, facts.Height, 0, facts.Seconds, facts.Details), null)
            : (null, Unreadable("The video cannot be read, or has no pictures in it; export it again as MP4."));

    private async Task<(InspectedFile? File, FileProblem? Problem)> InspectImageAsync(
        string path, FileStream stream, string type, WorkFolder folder, CancellationToken cancellationToken)
    {
        if (stream.Length > options.Value.MaxImageBytes)
        {
            return (null, new FileProblem(
                StatusCodes.Status413PayloadTooLarge, "body_too_large",
                $"The picture has {stream.Length} bytes of {options.Value.MaxImageBytes}; make it smaller."));
        }

        stream.Position = 0;
        if (ImageHeader.Read(stream, type) is not { } header)
        {
            return (null, Unreadable("The picture is cut short or broken; export it again."));
        }

        var pixels = (long)header.Width * header.Height;
        if (pixels > MaxPixels)
        {
            return (null, Unreadable($"The picture has {header.Width} × {header.Height} = {pixels} pixels of {MaxPixels}; scale it down."));
        }

        if (header.Frames > ImageHeader.MaxFrames)
        {
            return (null, Unreadable($"The picture has more than {ImageHeader.MaxFrames} frames; shorten it, or upload it as a video."));
        }

        if (pixels * header.Frames > MaxMovingPixels)
        {
            return (null, Unreadable(
                $"The picture has {header.Frames} frames of {pixels} pixels, together more than {MaxMovingPixels}; scale it down, or upload it as a video."));
        }

        return await images.CanDecodeAsync(path, header.Frames > 1, folder, cancellationToken)
            ? (new InspectedFile(type, header.Width, header.Height, header.Frames, null), null)
            : (null, Unreadable("The picture is cut short or broken; export it again."));
    }

    private static FileProblem Unreadable(string message) => new(StatusCodes.Status422UnprocessableEntity, "unreadable_media", message);
}
