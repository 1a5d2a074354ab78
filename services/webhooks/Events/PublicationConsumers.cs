using ContentMultiplier.Contracts.Metrics;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Contracts.Scheduling;
using MassTransit;

namespace ContentMultiplier.Webhooks.Events;

internal sealed class PublicationsChangedConsumer(EventLog events) : IConsumer<Batch<PublicationsChanged>>
{
    public Task Consume(ConsumeContext<Batch<PublicationsChanged>> context) => events.WriteAsync(
        [.. context.Message.SelectMany(message => PublicationEvents.Of(message.Message))], context.CancellationToken);
}

internal sealed class PostsCompletedConsumer(EventLog events) : IConsumer<Batch<PostsCompleted>>
{
    public Task Consume(ConsumeContext<Batch<PostsCompleted>> context) => events.WriteAsync(
        [.. context.Message.SelectMany(message => PublicationEvents.Of(message.Message))], context.CancellationToken);
}

internal sealed class SchedulePublicationsConsumer(EventLog events, TimeProvider clock) : IConsumer<Batch<SchedulePublications>>
{
    public Task Consume(ConsumeContext<Batch<SchedulePublications>> context) => events.WriteAsync(
        [.. context.Message.SelectMany(message => PublicationEvents.Of(message.Message, clock.GetUtcNow()))], context.CancellationToken);
}

internal sealed class MetricsUpdatedConsumer(EventLog events) : IConsumer<Batch<MetricsUpdated>>
{
    public Task Consume(ConsumeContext<Batch<MetricsUpdated>> context) => events.WriteAsync(
        [.. context.Message.Where(message => message.Message.Publications.Count > 0).Select(message => EventOf(message.Message))],
        context.CancellationToken);

    private static WebhookEvent EventOf(MetricsUpdated message) => WebhookEvent.Of(
        message.WorkspaceId,
        EventTypes.MetricsUpdated,
        new MetricsData(message.PostId, [.. message.Publications.Select(read => new PublicationMetricsData(
            read.PublicationId, read.Platform, read.AccountId, read.AgeSeconds, read.CollectedAt, read.Values, read.Own))]),
        message.Publications.Max(read => read.CollectedAt),
        [$"{message.PostId}", .. message.Publications.Select(read => $"{read.PublicationId} {read.AgeSeconds}")]);
}
