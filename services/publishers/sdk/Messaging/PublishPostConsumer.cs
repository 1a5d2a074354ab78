using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Attempts;
using ContentMultiplier.Publishing.Outcomes;
using MassTransit;

namespace ContentMultiplier.Publishing.Messaging;

/// <summary>One delivery, one attempt. Returning acknowledges, so it returns only when results knows the end.</summary>
internal sealed class PublishPostConsumer(PublicationRunner runner, OutcomeSender outcomes, TimeProvider time) : IConsumer<PublishPost>
{
    public async Task Consume(ConsumeContext<PublishPost> context)
    {
        var started = time.GetTimestamp();
        var outcome = await runner.RunAsync(context.Message, context.CancellationToken);
        if (outcome is null)
        {
            return;
        }

        PublishingMetrics.Attempts.Add(
            1,
            new KeyValuePair<string, object?>("platform", context.Message.Platform),
            new KeyValuePair<string, object?>("result", outcome.Result),
            new KeyValuePair<string, object?>("category", outcome.Category));
        await outcomes.SendAsync(outcome);
        PublishingMetrics.Duration.Record(time.GetElapsedTime(started).TotalSeconds);
    }
}
