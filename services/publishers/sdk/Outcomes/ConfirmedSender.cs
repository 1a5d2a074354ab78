using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ContentMultiplier.Publishing.Outcomes;

/// <summary>Publishes one message and waits for the broker's confirm.</summary>
internal delegate Task ConfirmedPublisher(object message, Guid messageId, CancellationToken cancellationToken);

/// <summary>
/// Publishes until the broker has confirmed it, always with the same id. A confirm may never come although the broker
/// is well, hence the limit of each try.
/// </summary>
internal sealed partial class ConfirmedSender(
    ConfirmedPublisher publish, IHostApplicationLifetime lifetime, ILogger<ConfirmedSender> logger)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <exception cref="OperationCanceledException">The process ended first; its deliveries will come again.</exception>
    public async Task SendAsync(object message)
    {
        var messageId = Guid.CreateVersion7();
        for (var pause = TimeSpan.FromMilliseconds(100); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                using var limit = new CancellationTokenSource(Limit);
                await publish(message, messageId, limit.Token);
                return;
            }
            catch (Exception exception)
            {
                LogUnconfirmed(message.GetType().Name, exception.GetType().Name);
            }

            await Task.Delay(pause, lifetime.ApplicationStopped);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Message} is not confirmed by the broker ({Error}); it is sent again.")]
    private partial void LogUnconfirmed(string message, string error);
}
