using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Publishing.Attempts;

/// <summary>
/// Work between the steps that may be repeated and takes its time: the publication is held meanwhile, and what is
/// finished is remembered.
/// </summary>
internal sealed partial class AttemptSteps
{
    /// <summary>A renewal may be late twice before the lease is.</summary>
    private const int RenewalsALease = 3;

    private bool _held;

    /// <summary>Before there is anything to announce.</summary>
    public Task ClaimAtOnceAsync() => ClaimAsync(intent: null);

    public async Task<T> PrepareAsync<T>(string name, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        Enter();
        try
        {
            if (Fence == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await ClaimAsync(intent: null);
            }

            if (_accepted.TryGetValue(name, out var known))
            {
                return StepValues.Read<T>(known);
            }

            var value = await HoldAsync(work, cancellationToken);
            var finished = new StepResult { Name = name, State = StepStates.Accepted, Value = StepValues.Write(value) };
            _accepted[name] = finished;
            _untold.Add(finished);

            // Told at once: what follows may take long, and only what is told need not be done again.
            await KeepAsync();
            return value;
        }
        catch (AttemptEndedException exception)
        {
            Ended ??= exception;
            throw;
        }
        finally
        {
            _busy = false;
        }
    }

    /// <summary>Renews the lease, if there is one, for as long as the work lasts.</summary>
    public async Task<T> HoldAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        if (Fence == 0 || _held)
        {
            return await work(cancellationToken);
        }

        _held = true;
        using var working = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var renewing = RenewAsync(working);
        try
        {
            return await work(working.Token);
        }
        catch (OperationCanceledException) when (renewing.IsFaulted)
        {
            await renewing;
            throw;
        }
        finally
        {
            await working.CancelAsync();
            await renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _held = false;
        }
    }

    private async Task RenewAsync(CancellationTokenSource working)
    {
        try
        {
            while (true)
            {
                await Task.Delay(LeaseLeft() / RenewalsALease, time, working.Token);
                await KeepAsync();
            }
        }
        catch (AttemptEndedException)
        {
            // Somebody else has the publication now, or may soon: nothing more is done for it here.
            await working.CancelAsync();
            throw;
        }
    }

    private async Task KeepAsync()
    {
        if (!await TryContinueAsync(intent: null))
        {
            throw AttemptEndedException.NotOurs();
        }
    }

    private void Enter()
    {
        if (_busy)
        {
            throw new InvalidOperationException("Steps run one after the other.");
        }

        if (Ended is not null)
        {
            throw Ended;
        }

        _busy = true;
    }
}
