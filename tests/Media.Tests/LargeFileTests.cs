using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using ContentMultiplier.Contracts.Api.Media;
using ContentMultiplier.Local;
using ContentMultiplier.Media.Tests.Support;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Media.Tests;

/// <summary>The service as a process of its own, whose memory nobody else uses.</summary>
public sealed class LargeFileTests
{
    private const long Size = 300L * 1024 * 1024;
    private const long MostGrowth = 96L * 1024 * 1024;

    private Process _process = null!;
    private HttpClient _client = null!;

    [SetUp]
    public async Task StartAsync()
    {
        var port = Ports.Free();
        var start = new ProcessStartInfo("dotnet", [Repository.Assembly("services/media", "media")]) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var (name, value) in MediaSuite.Service.Settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        start.Environment["ASPNETCORE_URLS"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        _process = Process.Start(start)!;
        _process.BeginOutputReadLine();
        _client = new HttpClient { BaseAddress = new Uri(start.Environment["ASPNETCORE_URLS"]!), Timeout = TimeSpan.FromMinutes(3) };
        await Eventually.BecomesTrueAsync(IsReadyAsync, TimeSpan.FromSeconds(60));
        _client.DefaultRequestHeaders.Add(InternalTickets.Header, MediaSuite.Service.TicketOf(Guid.CreateVersion7()));
    }

    [TearDown]
    public void Stop()
    {
        _client.Dispose();
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    [Test]
    public async Task A_large_file_flows_through_without_filling_the_memory()
    {
        await UploadAsync(padding: 1024);
        var before = PeakOf(_process);

        var media = await UploadAsync(Size);
        using var response = await _client.GetAsync($"/api/media/{media.Id}/content", HttpCompletionOption.ResponseHeadersRead);
        await response.Content.CopyToAsync(Stream.Null);

        var growth = PeakOf(_process) - before;
        await TestContext.Out.WriteLineAsync($"The process grew by {growth / 1024} kB over {media.Size} bytes.");
        Assert.Multiple(() =>
        {
            Assert.That(media.Size, Is.GreaterThan(Size));
            Assert.That(response.Content.Headers.ContentLength, Is.EqualTo(media.Size));
            Assert.That(growth, Is.LessThan(MostGrowth));
        });
    }

    private async Task<MediaResponse> UploadAsync(long padding)
    {
        using var form = new MultipartFormDataContent { { new PaddedVideo(Samples.Mp4, padding), "file", "large.mp4" } };
        using var response = await _client.PostAsync("/api/media", form);
        var answer = await Answer.OfAsync(response);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Created));
        return answer.As<MediaResponse>();
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await _client.GetAsync("/health/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>The most that was ever resident.</summary>
    private static long PeakOf(Process process) =>
        long.Parse(
            File.ReadLines($"/proc/{process.Id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture) * 1024;

    /// <summary>A video with as much room at its end as wanted; nothing of it is held here either.</summary>
    private sealed class PaddedVideo(byte[] video, long padding) : HttpContent
    {
        private static readonly byte[] Zeros = new byte[64 * 1024];

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            // A box of the kind that readers pass over, with its length in 64 bits.
            var header = new byte[16];
            BinaryPrimitives.WriteUInt32BigEndian(header, 1);
            "free"u8.CopyTo(header.AsSpan(4));
            BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(8), padding + header.Length);
            await stream.WriteAsync(video);
            await stream.WriteAsync(header);
            for (var left = padding; left > 0; left -= Zeros.Length)
            {
                await stream.WriteAsync(Zeros.AsMemory(0, (int)Math.Min(left, Zeros.Length)));
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = video.Length + 16 + padding;
            return true;
        }
    }
}
