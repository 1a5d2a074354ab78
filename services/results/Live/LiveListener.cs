using Npgsql;

namespace ContentMultiplier.Results.Live;

/// <summary>The one connection on which this process hears of news. Whatever was missed without it is read once it is back.</summary>
internal sealed partial class LiveListener(
    IConfiguration configuration, LiveHub hub, LiveFeed feed, TimeProvider time, ILogger<LiveListener> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly string _connection = new NpgsqlConnectionStringBuilder(configuration.GetConnectionString("Postgres"))
    {
        Pooling = false,
        KeepAlive = 15,
        TcpKeepAlive = true,
    }.ConnectionString;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or IOException or TimeoutException)
            {
                LogLost(logger, exception.GetType().Name);
                await Task.Delay(Pause, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        await using var connection = new NpgsqlConnection(_connection);
        connection.Notification += (_, notification) =>
        {
            if (LiveNotifications.Parse(notification.Payload) is not { } workspaces || hub.HasAny(workspaces))
            {
                feed.Wake();
            }
        };
        await connection.OpenAsync(stoppingToken);
        await using (var listen = new NpgsqlCommand($"listen {LiveNotifications.Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(stoppingToken);
        }

        feed.Wake();
        while (true)
        {
            await connection.WaitAsync(stoppingToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The connection for live changes was lost ({Error}); it is opened again in a second.")]
    private static partial void LogLost(ILogger logger, string error);
}
