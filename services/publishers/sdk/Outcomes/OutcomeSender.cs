using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Ledger;

namespace ContentMultiplier.Publishing.Outcomes;

/// <summary>
/// Tells results how attempts ended, the ones of a few milliseconds in one message. A delivery is acknowledged only
/// after this, so a process that dies first is asked again and answered by the ledger.
/// </summary>
internal sealed class OutcomeSender : IAsyncDisposable
{
    private const int Most = 100;
    private const int InFlight = 8;
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(5);

    private readonly ConfirmedSender _sender;
    private readonly PlatformSlug _platform;
    private readonly Coalescer<Told> _outcomes;

    public OutcomeSender(ConfirmedSender sender, PlatformSlug platform)
    {
        _sender = sender;
        _platform = platform;
        _outcomes = new(Most, Window, InFlight, SendAsync);
    }

    /// <summary>Ends when the broker has confirmed it.</summary>
    public Task SendAsync(AttemptOutcome outcome)
    {
        var told = new Told(outcome);
        _outcomes.Add(told);
        return told.Done.Task;
    }

    public ValueTask DisposeAsync() => _outcomes.DisposeAsync();

    private async Task SendAsync(IReadOnlyList<Told> outcomes)
    {
        try
        {
            await _sender.SendAsync(new PublishAttemptsCompleted
            {
                Platform = _platform.Value,
                Outcomes = [.. outcomes.Select(told => told.Outcome)],
            });
        }
        catch (OperationCanceledException)
        {
            foreach (var told in outcomes)
            {
                told.Done.TrySetCanceled();
            }

            return;
        }

        foreach (var told in outcomes)
        {
            told.Done.TrySetResult();
        }
    }

    private sealed record Told(AttemptOutcome Outcome)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
