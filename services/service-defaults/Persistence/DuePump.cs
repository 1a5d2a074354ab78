using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ContentMultiplier.ServiceDefaults.Persistence;

/// <summary>
/// Does what is due in a table, then sleeps until the next row is: a timer armed for that instant, woken earlier by
/// <see cref="Wake"/> when an earlier row is written, and looking by itself every <see cref="IdleLimit"/> for rows that
/// another process wrote. Any number of processes may pump one table; rows are claimed with SKIP LOCKED.
/// </summary>
public abstract partial class DuePump(TimeProvider time, ILogger logger) : BackgroundService
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _woken = New();
    private DateTimeOffset _armedFor = DateTimeOffset.MaxValue;

    /// <summary>How long it sleeps at the most.</summary>
    protected virtual TimeSpan IdleLimit => TimeSpan.FromSeconds(5);

    /// <summary>Something is due at this instant (null: now). Later than what it sleeps for changes nothing.</summary>
    public void Wake(DateTimeOffset? dueAt = null)
    {
        lock (_lock)
        {
            if ((dueAt ?? DateTimeOffset.MinValue) < _armedFor)
            {
                _woken.TrySetResult();
            }
        }
    }

    /// <summary>Does everything that is due and says when the next thing is (null: nothing is waiting).</summary>
    protected abstract Task<DateTimeOffset?> PumpAsync(CancellationToken cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            // Armed before pumping: a row written while we look wakes the sleep that follows.
            var woken = Arm(DateTimeOffset.MaxValue);
            DateTimeOffset? next;
            try
            {
                next = await PumpAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogFailed(logger, exception.GetType().Name, exception.Message);
                next = time.GetUtcNow() + TimeSpan.FromSeconds(1);
            }

            await SleepAsync(next, woken, stoppingToken);
        }
    }

    private async Task SleepAsync(DateTimeOffset? next, Task woken, CancellationToken stoppingToken)
    {
        var now = time.GetUtcNow();
        var until = next is { } due && due < now + IdleLimit ? due : now + IdleLimit;
        if (until <= now)
        {
            return;
        }

        lock (_lock)
        {
            _armedFor = until;
        }

        using var sleep = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await Task.WhenAny(woken, Task.Delay(until - now, time, sleep.Token));
        await sleep.CancelAsync();
    }

    private Task Arm(DateTimeOffset until)
    {
        lock (_lock)
        {
            _armedFor = until;
            _woken = New();
            return _woken.Task;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The pump stumbled over a {Error} and looks again in a second: {Message}")]
    private static partial void LogFailed(ILogger logger, string error, string message);
}
