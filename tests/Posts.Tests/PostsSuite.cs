using ContentMultiplier.Testing;

namespace ContentMultiplier.Posts.Tests;

[SetUpFixture]
public static class PostsSuite
{
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    internal static PostsFactory Service { get; private set; } = null!;

    internal static Listener Listener { get; private set; } = null!;

    [OneTimeSetUp]
    public static async Task StartAsync()
    {
        Service = await PostsFactory.StartAsync();
        Listener = await Listener.StartAsync(Service.Broker.Url);
        await Eventually.BecomesTrueAsync(AnnouncedAsync, TimeSpan.FromSeconds(60));
    }

    [OneTimeTearDown]
    public static async Task StopAsync()
    {
        await Listener.DisposeAsync();
        await Service.StopAsync();
    }

    /// <summary>Says it again until it is heard: the queue is there once the bus is up.</summary>
    private static async Task<bool> AnnouncedAsync()
    {
        await Service.PublishAsync(Samples.Announcement(Samples.Twitter, 280, 25, "x"));
        await Service.PublishAsync(Samples.Announcement(Samples.Discord, 2000, 1));
        await Service.PublishAsync(Samples.Announcement(Samples.Silent, 100, 1));
        await Service.PublishAsync(Samples.Announcement(Samples.Wide, 500, 1));
        await Service.PublishAsync(Samples.Announcement(Samples.Fetching, 500, 1));
        return await Service.Database.ScalarAsync<long>("select count(*) from platforms") == 5;
    }
}
