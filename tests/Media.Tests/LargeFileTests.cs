using System.Buffers.Binary;
using System.Net;
using ContentMultiplier.Contracts.Api.Media;
using ContentMultiplier.Media.Tests.Support;

namespace ContentMultiplier.Media.Tests;

[TestFixtureSource(typeof(MediaSuite), nameof(MediaSuite.Stores))]
public sealed class LargeFileTests(string store)
{
    private const long Size = 300L * 1024 * 1024;
    private const long MostGrowth = 96L * 1024 * 1024;

    private MediaProcess _service = null!;

    [SetUp]
    public async Task StartAsync() => _service = await MediaProcess.StartAsync(MediaSuite.On(store));

    [TearDown]
    public void Stop() => _service.Dispose();

    [Test]
    public async Task A_large_file_flows_through_without_filling_the_memory()
    {
        await UploadAsync(padding: 1024);
        var before = _service.PeakBytes;

        var media = await UploadAsync(Size);
        using var response = await _service.Client.GetAsync($"/api/media/{media.Id}/content", HttpCompletionOption.ResponseHeadersRead);
        await response.Content.CopyToAsync(Stream.Null);

        var growth = _service.PeakBytes - before;
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
        using var response = await _service.Client.PostAsync("/api/media", form);
        var answer = await Answer.OfAsync(response);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Created));
        return answer.As<MediaResponse>();
    }

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
