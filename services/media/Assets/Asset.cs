using ContentMultiplier.Contracts.Api.Media;
using ContentMultiplier.Media.Tools;

namespace ContentMultiplier.Media.Assets;

/// <summary>A file as it was uploaded. One for each content of a workspace.</summary>
internal sealed class Asset
{
    public required Guid Id { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required byte[] Sha256 { get; init; }
    public required string FileName { get; init; }
    public required string ContentType { get; init; }
    public required long Size { get; init; }
    public required int Width { get; init; }
    public required int Height { get; init; }
    public required int Frames { get; init; }
    public double? Seconds { get; init; }

    /// <summary>Null for pictures, and for a video of before these were kept that nobody has asked for since.</summary>
    public VideoDetails? Video { get; set; }

    public string? AltText { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset KeptUntil { get; init; }

    public bool IsVideo => Frames == 0;

    /// <summary>The name under which <see cref="Storage.IObjectStore"/> has the bytes: made by us, never by a user.</summary>
    public string Key => KeyOf(WorkspaceId, Id);

    public static string KeyOf(Guid workspaceId, Guid id) => $"{workspaceId:n}/{id:n}";

    public string RenditionKey(string rulesHash) => $"{Key}.{rulesHash}";

    public MediaResponse ToResponse() => new()
    {
        Id = Id,
        FileName = FileName,
        ContentType = ContentType,
        Size = Size,
        Sha256 = Convert.ToHexStringLower(Sha256),
        Width = Width,
        Height = Height,
        Frames = Frames,
        Seconds = Seconds,
        Video = Video is null ? null : new VideoResponse
        {
            Codec = Video.Codec,
            PixelFormat = Video.PixelFormat,
            FrameRate = Video.FrameRate,
            BitRate = Video.BitRate,
            Rotation = Video.Rotation,
            AudioCodec = Video.AudioCodec,
            AudioSampleRate = Video.AudioCodec is null ? null : Video.AudioRate,
            AudioChannels = Video.AudioCodec is null ? null : Video.AudioChannels,
        },
        AltText = AltText,
        CreatedAt = CreatedAt,
    };
}
