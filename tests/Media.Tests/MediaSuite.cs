using ContentMultiplier.Contracts.Platforms;
using ContentMultiplier.Media.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Media.Tests;

[SetUpFixture]
public static class MediaSuite
{
    /// <summary>Takes JPEG of at most 40 kB, 400 pixels wide, and not too high; videos of at most a second.</summary>
    internal const string Narrow = "narrow";

    /// <summary>Takes everything.</summary>
    internal const string Open = "open";

    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    internal static MediaFactory Service { get; private set; } = null!;

    [OneTimeSetUp]
    public static async Task StartAsync()
    {
        Service = await MediaFactory.StartAsync();
        await Samples.CreateAsync();
        await Eventually.BecomesTrueAsync(AnnouncedAsync, TimeSpan.FromSeconds(60));
    }

    [OneTimeTearDown]
    public static async Task StopAsync()
    {
        await Service.StopAsync();
        Samples.Delete();
    }

    /// <summary>Says it again until it is heard: the queue is there once the bus is up.</summary>
    private static async Task<bool> AnnouncedAsync()
    {
        await Service.PublishAsync(Announcement(Open, new MediaRules { MaxItems = 10 }));
        await Service.PublishAsync(Announcement(Narrow, new MediaRules
        {
            MaxItems = 1,
            ContentTypes = ["image/*", "video/mp4"],
            Image = new ImageRules { ContentTypes = ["image/jpeg"], MaxBytes = 40_000, MaxWidth = 400, MinAspect = 0.8, MaxAspect = 1.91 },
            Video = new VideoRules { MaxSeconds = 1 },
        }));
        return await Service.Database.ScalarAsync<long>("select count(*) from platforms") == 2;
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
