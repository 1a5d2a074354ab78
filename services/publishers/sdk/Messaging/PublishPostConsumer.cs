using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Attempts;
using ContentMultiplier.Publishing.Outcomes;
using MassTransit;
using Microsoft.Extensions.Hosting;

namespace ContentMultiplier.Publishing.Messaging;

/// <summary>
/// One delivery, one attempt. Returning acknowledges, so it returns only when results knows the end.
/// </summary>
/// <remarks>
/// With its connection the delivery is lost, but not the attempt: it goes on by itself and is told over the next
/// connection, which is not made before every consumer of the old one has returned. The second delivery of the same
/// publication finds it claimed.
/// </remarks>
internal sealed class PublishPostConsumer(
    PublicationRunner runner, OutcomeSender outcomes, TimeProvider time, IHostApplicationLifetime lifetime) : IConsumer<PublishPost>
{
    public Task Consume(ConsumeContext<PublishPost> context) =>
        RunAsync(context.Message, context.ReceiveContext.Redelivered).WaitAsync(context.CancellationToken);

    private async Task RunAsync(PublishPost message, bool isRedelivered)
    {
        var started = time.GetTimestamp();
        var outcome = await runner.RunAsync(message, isRedelivered, lifetime.ApplicationStopping);
        if (outcome is null)
        {
            return;
        }

        PublishingMetrics.Attempts.Add(
            1,
            new KeyValuePair<string, object?>("platform", message.Platform),
            new KeyValuePair<string, object?>("result", outcome.Result),
            new KeyValuePair<string, object?>("category", outcome.Category));
        await outcomes.SendAsync(outcome);
        PublishingMetrics.Duration.Record(time.GetElapsedTime(started).TotalSeconds);
    }
}
