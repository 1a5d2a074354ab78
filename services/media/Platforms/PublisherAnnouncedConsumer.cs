using ContentMultiplier.Contracts.Platforms;
using MassTransit;

namespace ContentMultiplier.Media.Platforms;

internal sealed class PublisherAnnouncedConsumer(PlatformRules rules) : IConsumer<PublisherAnnounced>
{
    public Task Consume(ConsumeContext<PublisherAnnounced> context) => rules.AnnouncedAsync(context.Message, context.CancellationToken);
}
