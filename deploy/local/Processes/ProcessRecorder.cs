namespace ContentMultiplier.Local.Processes;

/// <summary>Keeps the record of a folder true while processes come and go.</summary>
public sealed class ProcessRecorder(string dataFolder) : IDisposable
{
    private readonly SemaphoreSlim _writing = new(1);
    private readonly List<Func<IEnumerable<KeyValuePair<string, int>>>> _sources = [];
    private bool _finished;

    public async Task AddAsync(Func<IEnumerable<KeyValuePair<string, int>>> pids)
    {
        lock (_sources)
        {
            _sources.Add(pids);
        }

        await SaveAsync();
    }

    /// <summary>For callbacks of processes: whoever reads the record a moment later finds the new pids.</summary>
    public void SaveSoon() => _ = SaveAsync();

    public async Task SaveAsync()
    {
        await _writing.WaitAsync();
        try
        {
            if (!_finished)
            {
                await ProcessRecord.Of(Pids()).WriteAsync(dataFolder);
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Everything has ended: nothing is left to find.</summary>
    public async Task FinishAsync()
    {
        await _writing.WaitAsync();
        _finished = true;
        ProcessRecord.Remove(dataFolder);
        _writing.Release();
    }

    public void Dispose() => _writing.Dispose();

    private List<KeyValuePair<string, int>> Pids()
    {
        lock (_sources)
        {
            return [.. _sources.SelectMany(source => source())];
        }
    }
}
