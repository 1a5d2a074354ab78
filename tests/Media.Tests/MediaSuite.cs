using ContentMultiplier.Contracts.Platforms;
using ContentMultiplier.Media.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Media.Tests;

[SetUpFixture]
public static class MediaSuite
{
    /// <summary>
    /// Takes JPEG of at most 40 kB, 400 pixels wide, and not too high; videos of at most a second. As a story, 100 pixels wide and three seconds.
    /// </summary>
    internal const string Narrow = "narrow";

    /// <summary>The content type of <see cref="Narrow"/> that has limits of its own.</summary>
    internal const string Story = "story";

    /// <summary>Takes everything.</summary>
    internal const string Open = "open";

    /// <summary>Takes pictures, and fetches them itself.</summary>
    internal const string Fetching = "fetching";

    /// <summary>Takes small videos of one kind.</summary>
    internal const string Strict = "strict";

    /// <summary>Takes videos of few bytes.</summary>
    internal const string Tiny = "tiny";

    internal static readonly MediaRules StrictRules = new()
    {
        MaxItems = 1,
        Video = new VideoRules
        {
            MaxSeconds = 60,
            Codecs = ["h264"],
            PixelFormats = ["yuv420p"],
            AudioCodecs = ["aac"],
            MaxAudioRate = 48_000,
            MaxAudioChannels = 2,
            MaxWidth = 160,
            MaxHeight = 120,
            MinFrameRate = 10,
            MaxFrameRate = 30,
        },
    };

    internal const int TinyBytes = 150_000;

    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Where the bytes are kept, for the tests to which it makes a difference.</summary>
    public static readonly string[] Stores = ["files", "s3"];

    private static MediaFactory? _onBucket;

    /// <summary>On a folder.</summary>
    internal static MediaFactory Service { get; private set; } = null!;

    [OneTimeSetUp]
    public static async Task StartAsync()
    {
        Service = await MediaFactory.StartAsync();
        await Samples.CreateAsync();
        await AnnounceAsync(Service);
        if (await S3Server.StartAsync() is { } bucket)
        {
            _onBucket = await MediaFactory.StartAsync(bucket);
            await AnnounceAsync(_onBucket);
        }
    }

    internal static MediaFactory On(string store)
    {
        if (store != Stores[0] && _onBucket is null)
        {
            Assert.Ignore("There is no Node.js here, or npm cannot reach its registry: without them there is no S3 server to test against.");
        }

        return store == Stores[0] ? Service : _onBucket!;
    }

    [OneTimeTearDown]
    public static async Task StopAsync()
    {
        await Service.StopAsync();
        if (_onBucket is not null)
        {
            await _onBucket.StopAsync();
        }

        Samples.Delete();
        Videos.Delete();
    }

    /// <summary>Says it again until it is heard: the queue is there once the bus is up.</summary>
    private static Task AnnounceAsync(MediaFactory service) => Eventually.BecomesTrueAsync(() => IsAnnouncedAsync(service), TimeSpan.FromSeconds(60));

    private static async Task<bool> IsAnnouncedAsync(MediaFactory service)
    {
        await service.PublishAsync(Announcement(Open, new MediaRules { MaxItems = 10 }));
        await service.PublishAsync(Announcement(Fetching, new MediaRules { MaxItems = 1, FetchedByUrl = true }));
        await service.PublishAsync(Announcement(Strict, StrictRules));
        await service.PublishAsync(Announcement(Tiny, new MediaRules { MaxItems = 1, MaxBytes = TinyBytes }));
        await service.PublishAsync(Announcement(Narrow, new MediaRules
        {
            MaxItems = 1,
            ContentTypes = ["image/*", "video/mp4"],
            Image = new ImageRules { ContentTypes = ["image/jpeg"], MaxBytes = 40_000, MaxWidth = 400, MinAspect = 0.8, MaxAspect = 1.91 },
            Video = new VideoRules { MaxSeconds = 1 },
            ByContentType = new Dictionary<string, ContentTypeMedia>
            {
                [Story] = new() { Image = new() { MaxWidth = 100 }, Video = new() { MaxSeconds = 3 } },
            },
        }));
        return await service.Database.ScalarAsync<long>("select count(*) from platforms") == 5;
    }

    private static PublisherAnnounced Announcement(string platform, MediaRules rules) => new()
    {
        Platform = platform,
        DisplayName = platform,
        Version = "1",
        InstanceId = Guid.CreateVersion7(),
        At = TimeProvider.System.GetUtcNow(),
        Capabilities = new PlatformCapabilities
        {
            ContentTypes = ["post"],
            Text = new TextRules { Counting = TextCounting.CodePoints, MaxLength = 100 },
            Media = rules,
            Credentials = new CredentialScheme { Kind = CredentialKinds.Fields },
        },
    };
}
