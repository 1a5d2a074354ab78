using MassTransit;

namespace ContentMultiplier.ServiceDefaults.Messaging;

/// <summary>Publishing that can be believed.</summary>
public static class ConfirmedPublish
{
    /// <summary>
    /// Publishes mandatory (a message that no queue takes throws <see cref="MessageReturnedException"/> instead of being
    /// lost in silence) and waits for the broker's confirm. Give a token with a limit: the confirm may never come.
    /// </summary>
    public static Task PublishConfirmedAsync(this IBus bus, object message, Guid messageId, CancellationToken cancellationToken) =>
        bus.Publish(message, message.GetType(), Pipe.Execute<PublishContext>(context =>
        {
            context.MessageId = messageId;
            if (!Topology.MayGoUnheard(message))
            {
                context.SetMandatory();
            }
        }), cancellationToken);

    internal static void SetMandatory(this SendContext context)
    {
        if (context.TryGetPayload<RabbitMqSendContext>(out var rabbit))
        {
            rabbit.Mandatory = true;
        }
    }
}
