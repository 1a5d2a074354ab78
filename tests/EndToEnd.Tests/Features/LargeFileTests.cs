using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using ContentMultiplier.Contracts.Api.Media;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>The largest files there are pass through every process of a suite of its own, and none of them fills with one.</summary>
[Category("Long")]
public sealed class LargeFileTests
{
    private const long LargestUpload = 1L << 30;
    private const long LargeVideo = 500_000_000;
    private const long MostResident = 250L * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private DirectoryInfo _folder = null!;
    private SuiteUnderTest _suite = null!;
    private SuiteClient _client = null!;
    private HttpClient _uploads = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _folder = Directory.CreateTempSubdirectory("large-files-");
        _suite = await SuiteUnderTest.StartAsync(new Dictionary<string, string>());
        _client = await Eventually.GetAsync(TryRegisterAsync, TimeSpan.FromMinutes(2), "a user is registered");
        _uploads = new HttpClient { BaseAddress = _suite.Gateway, Timeout = Patience };
        _uploads.DefaultRequestHeaders.Authorization = _client.Http.DefaultRequestHeaders.Authorization;
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _uploads?.Dispose();
        _client?.Dispose();
        if (_suite is not null)
        {
            await _suite.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    [Test]
    public async Task Largest_upload_and_a_large_video_fill_the_memory_of_no_process()
    {
        var account = await _client.ConnectTwitterAsync();
        var clip = await NoiseAsync("clip.mp4");
        var video = await RepeatAsync(clip, "video.mp4");

        var largest = await UploadAsync(new PaddedVideo(await File.ReadAllBytesAsync(clip), LargestUpload));
        await using var stream = File.OpenRead(video);
        var media = await UploadAsync(new StreamContent(stream));
        var accepted = await _client.PublishAsync(new PublishRequest
        {
            Post = new() { Content = Publisher.NewText("A large video"), Media = [new() { MediaId = media.Id }] },
            Targets = [Publisher.To(account)],
        });
        var publication = (await _client.WaitUntilSettledAsync(accepted.PostId, Patience)).Publications.Single();

        var peaks = _suite.Processes.Suite.Members.ToDictionary(member => member.Name, member => PeakOf(_suite.Processes.Suite.Pid(member.Name)));
        await TestContext.Out.WriteLineAsync(string.Join(Environment.NewLine, peaks.OrderByDescending(peak => peak.Value).Select(peak => $"{peak.Key}: {peak.Value / 1024 / 1024} MB")));
        Assert.Multiple(() =>
        {
            Assert.That(largest.Size, Is.EqualTo(LargestUpload));
            Assert.That(media.Size, Is.GreaterThan(LargeVideo));
            Assert.That(publication.Status, Is.EqualTo("published"), publication.Problem?.Detail);
            Assert.That(peaks.Where(peak => peak.Value >= MostResident), Is.Empty, "The most that a process ever had resident");
        });
    }

    /// <summary>The first call of all waits for much that is still being set up.</summary>
    private async Task<SuiteClient?> TryRegisterAsync()
    {
        try
        {
            return await _suite.RegisterAsync();
        }
        catch (TaskCanceledException)
        {
            return null;
        }
    }

    private async Task<MediaResponse> UploadAsync(HttpContent file)
    {
        using var form = new MultipartFormDataContent { { file, "file", "large.mp4" } };
        using var answer = await _uploads.PostAsync("/api/media", form);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Created), await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<MediaResponse>(PublicJson.Options))!;
    }

    /// <summary>A second of noise, which no encoder makes small.</summary>
    private async Task<string> NoiseAsync(string name)
    {
        var file = Path.Combine(_folder.FullName, name);
        await EncodeAsync(
            "-f", "lavfi", "-i", "color=gray:size=640x480:rate=25,noise=alls=100:allf=t", "-t", "1",
            "-c:v", "libx264", "-preset", "ultrafast", "-qp", "2", "-pix_fmt", "yuv420p", file);
        return file;
    }

    /// <summary>The same again and again, as it is, until it is as large as it has to be.</summary>
    private async Task<string> RepeatAsync(string clip, string name)
    {
        var file = Path.Combine(_folder.FullName, name);
        var times = LargeVideo / new FileInfo(clip).Length + 1;
        await EncodeAsync("-stream_loop", times.ToString(CultureInfo.InvariantCulture), "-i", clip, "-c", "copy", file);
        return file;
    }

    private static async Task EncodeAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ffmpeg", ["-nostdin", "-v", "error", .. arguments]) { UseShellExecute = false, RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, error);
    }

    private static long PeakOf(int pid) =>
        long.Parse(
            File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture) * 1024;
}
