using System.Text.Json;
using RabbitMQ.Client;

namespace ContentMultiplier.Benchmarks.Load;

/// <summary>Tells the webhooks service what results would tell it, one message for each publication, at fixed moments.</summary>
internal sealed class EventSource : IAsyncDisposable
{
    private const string Queue = "webhooks.publications-changed";

    private readonly TimeProvider _clock;
    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private EventSource(IConnection connection, IChannel channel, TimeProvider clock) => (_connection, _channel, _clock) = (connection, channel, clock);

    public static async Task<EventSource> OpenAsync(string address, TimeProvider clock, CancellationToken cancellationToken)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(address) }.CreateConnectionAsync(cancellationToken);
        return new EventSource(connection, await connection.CreateChannelAsync(cancellationToken: cancellationToken), clock);
    }

    /// <param name="workspaceOf">Whose the event of that number is.</param>
    /// <returns>Publications, and when each event was to happen.</returns>
    public async Task<IReadOnlyDictionary<Guid, long>> RunAsync(int count, double rate, Func<int, Guid> workspaceOf, CancellationToken cancellationToken)
    {
        Dictionary<Guid, long> due = new(count);
        var start = _clock.GetTimestamp();
        for (var number = 0; number < count;)
        {
            var elapsed = _clock.GetElapsedTime(start).TotalSeconds;
            for (; number < count && number / rate <= elapsed; number++)
            {
                var publication = Guid.CreateVersion7(_clock.GetUtcNow());
                due[publication] = start + (long)(number / rate * _clock.TimestampFrequency);
                await PublishAsync(publication, workspaceOf(number), cancellationToken);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(1), _clock, cancellationToken);
        }

        return due;
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task PublishAsync(Guid publication, Guid workspace, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            messageId = id,
            messageType = new[] { "urn:message:ContentMultiplier.Contracts.Publishing:PublicationsChanged" },
            sentTime = now,
            message = new
            {
                changes = new[]
                {
                    new
                    {
                        publicationId = publication, postId = Guid.CreateVersion7(now), workspaceId = workspace, platform = "discord", accountId = publication,
                        status = "published", version = 3, attempt = 1, externalId = "1801", externalUrl = "https://discord.com/channels/1/2/1801", at = now,
                    },
                },
            },
        });
        var properties = new BasicProperties { ContentType = "application/vnd.masstransit+json", MessageId = id.ToString(), Persistent = true };
        await _channel.BasicPublishAsync(string.Empty, Queue, mandatory: true, properties, body, cancellationToken);
    }
}
