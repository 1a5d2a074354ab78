using ContentMultiplier.Content;
using ContentMultiplier.Contracts.Platforms;
using MassTransit;

namespace ContentMultiplier.Posts.Platforms;

internal sealed partial class PublisherAnnouncedConsumer(PlatformCatalogue catalogue, ILogger<PublisherAnnouncedConsumer> logger)
    : IConsumer<PublisherAnnounced>
{
    public async Task Consume(ConsumeContext<PublisherAnnounced> context)
    {
        var announced = context.Message;
        if (!Slugs.IsValid(announced.Platform) || announced.Capabilities.ContentTypes.Count == 0)
        {
            LogRefused(logger, announced.Platform, announced.InstanceId);
            return;
        }

        await catalogue.AnnouncedAsync(announced, context.CancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The announcement of `{Platform}` by {InstanceId} is not usable: it needs a valid slug and a content type.")]
    private static partial void LogRefused(ILogger logger, string platform, Guid instanceId);
}
