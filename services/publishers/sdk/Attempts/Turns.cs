namespace ContentMultiplier.Publishing.Attempts;

/// <summary>Attempts are at work side by side in a process; one that workers died of, or beside, is at work alone.</summary>
internal sealed class Turns
{
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource> _toBeAlone = new();
    private readonly Queue<TaskCompletionSource> _besideOthers = new();
    private int _atWork;
    private bool _isOneAlone;

    public async Task<Turn> TakeAsync()
    {
        await WaitAsync(alone: false);
        return new Turn(this);
    }

    private Task WaitAsync(bool alone)
    {
        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            (alone ? _toBeAlone : _besideOthers).Enqueue(waiting);
            LetGo();
        }

        return waiting.Task;
    }

    private void Leave()
    {
        lock (_gate)
        {
            _atWork--;
            _isOneAlone = false;
            LetGo();
        }
    }

    /// <summary>Who wants to be alone goes first, or the others would never leave room.</summary>
    private void LetGo()
    {
        if (_toBeAlone.Count > 0)
        {
            if (_atWork == 0)
            {
                _atWork = 1;
                _isOneAlone = true;
                _toBeAlone.Dequeue().SetResult();
            }

            return;
        }

        while (!_isOneAlone && _besideOthers.TryDequeue(out var waiting))
        {
            _atWork++;
            waiting.SetResult();
        }
    }

    /// <summary>Given back when it is disposed of.</summary>
    public sealed class Turn(Turns turns) : IDisposable
    {
        public bool IsAlone { get; private set; }

        /// <summary>Steps back and waits until everybody else has ended. Not with a publication in hand, which others may wait for.</summary>
        public async Task BeAloneAsync()
        {
            if (!IsAlone)
            {
                turns.Leave();
                await turns.WaitAsync(alone: true);
                IsAlone = true;
            }
        }

        public void Dispose() => turns.Leave();
    }
}
