namespace ContentMultiplier.Media.Tests.Support;

/// <summary>Short videos as cameras and programs make them, each made when it is first wanted.</summary>
internal static class Videos
{
    private static readonly string Folder = Directory.CreateTempSubdirectory("media-videos-").FullName;

    private static readonly string[] Noise = ["-f", "lavfi", "-i", "color=gray:size=320x240:rate=25,noise=alls=100:allf=t"];
    private static readonly string[] Tone = ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=44100"];
    private static readonly string[] H264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"];

    /// <summary>HEVC of ten bits with raw sound in a MOV, 320 × 240, as a phone's editor exports it.</summary>
    public static Task<byte[]> HevcAsync() => MakeAsync(
        "hevc.mov", [.. Pictures("320x240", 25), .. Tone, "-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le", "-tag:v", "hvc1", "-c:a", "pcm_s16le", "-metadata", "title=Secret place"]);

    /// <summary>Brighter than a usual screen.</summary>
    public static Task<byte[]> BrightAsync() => MakeAsync(
        "bright.mov",
        [
            .. Pictures("128x96", 25), "-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le",
            "-x265-params", "colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc", "-color_primaries", "bt2020", "-color_trc", "smpte2084", "-colorspace", "bt2020nc",
        ]);

    public static Task<byte[]> OddAsync() => MakeAsync("odd.mp4", [.. Pictures("65x49", 25), "-c:v", "mpeg4"]);

    /// <summary>Lies, 320 × 240, and says that it is to be turned.</summary>
    public static async Task<byte[]> TurnedAsync()
    {
        await MakeAsync("lying.mp4", [.. Pictures("320x240", 25), .. H264]);
        return await MakeAsync("turned.mp4", ["-i", At("lying.mp4"), "-c", "copy", "-metadata:s:v:0", "rotate=90"]);
    }

    public static Task<byte[]> FastAsync() => MakeAsync("fast.mp4", [.. Pictures("160x120", 60), .. H264]);

    public static Task<byte[]> SlowAsync() => MakeAsync("slow.mp4", [.. Pictures("160x120", 5), .. H264]);

    /// <summary>Just what <see cref="MediaSuite.Strict"/> takes.</summary>
    public static Task<byte[]> FittingAsync() => MakeAsync("fitting.mp4", [.. Pictures("160x120", 25), .. Tone, .. H264, "-c:a", "aac"]);

    /// <summary>Only its sound is not what <see cref="MediaSuite.Strict"/> takes.</summary>
    public static Task<byte[]> RawSoundAsync() => MakeAsync("sound.mov", [.. Pictures("160x120", 25), .. Tone, .. H264, "-c:a", "pcm_s16le"]);

    /// <summary>More bytes than <see cref="MediaSuite.Tiny"/> takes.</summary>
    public static Task<byte[]> LargeAsync() => MakeAsync("large.mp4", [.. Noise, .. H264, "-qp", "10"]);

    /// <summary>Far more seconds than go into few bytes.</summary>
    public static Task<byte[]> LongAsync() => MakeAsync("long.mp4", [.. Pictures("320x240", 25), .. H264, "-qp", "1"], seconds: 40);

    /// <summary>Takes an encoder some seconds.</summary>
    public static Task<byte[]> HeavyAsync() => MakeAsync("heavy.mp4", [.. Pictures("640x480", 60), "-c:v", "mpeg4", "-q:v", "2"], seconds: 20);

    /// <summary>Promises pictures, and has none of them.</summary>
    public static async Task<byte[]> HollowAsync()
    {
        var video = (await MakeAsync("hollow.mp4", [.. Pictures("64x64", 25), .. H264, "-movflags", "+faststart"])).ToArray();
        var from = video.AsSpan().IndexOf("mdat"u8) + 4;
        video.AsSpan(from).Fill(0xA5);
        return video;
    }

    public static void Delete() => Directory.Delete(Folder, recursive: true);

    private static string[] Pictures(string size, int rate) => ["-f", "lavfi", "-i", $"testsrc2=size={size}:rate={rate}"];

    private static async Task<byte[]> MakeAsync(string name, string[] arguments, int seconds = 1)
    {
        if (!File.Exists(At(name)))
        {
            await Samples.RunAsync("ffmpeg", ["-nostdin", "-v", "error", .. arguments, "-t", $"{seconds}", At(name)]);
        }

        return await File.ReadAllBytesAsync(At(name));
    }

    private static string At(string name) => Path.Combine(Folder, name);
}
