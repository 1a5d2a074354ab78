using ContentMultiplier.Local.Processes;

namespace ContentMultiplier.Local.Commands;

/// <summary>One supervisor per data folder: makes sure of that, and keeps the record of what it started.</summary>
internal sealed class Supervision(string dataFolder, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _writing = new(1);
    private readonly List<Func<IEnumerable<KeyValuePair<string, int>>>> _sources = [];
    private bool _finished;

    public static async Task<bool> IsActiveAsync(string dataFolder, CancellationToken cancellationToken) =>
        await ProcessRecord.ReadAsync(dataFolder, cancellationToken) is { Supervisor.IsAlive: true };

    /// <summary>The pid of the supervisor that already works on the folder, or null; ends what a killed one left behind.</summary>
    public async Task<int?> TakeOverAsync(CancellationToken cancellationToken)
    {
        if (await ProcessRecord.ReadAsync(dataFolder, cancellationToken) is { } record)
        {
            if (record.Supervisor.IsAlive)
            {
                return record.Supervisor.Pid;
            }

            await record.EndChildrenAsync(clock);
        }

        Directory.CreateDirectory(dataFolder);
        File.Delete(RunFile.PathIn(dataFolder));
        await SaveAsync();
        return null;
    }

    public async Task AddAsync(Func<IEnumerable<KeyValuePair<string, int>>> pids)
    {
        _sources.Add(pids);
        await SaveAsync();
    }

    /// <summary>For callbacks of processes: whoever reads the record a moment later finds the new pids.</summary>
    public void SaveSoon() => _ = SaveAsync();

    private async Task SaveAsync()
    {
        await _writing.WaitAsync();
        try
        {
            if (_finished)
            {
                return;
            }

            await ProcessRecord.Of(_sources.SelectMany(source => source())).WriteAsync(dataFolder);
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
        File.Delete(RunFile.PathIn(dataFolder));
        ProcessRecord.Remove(dataFolder);
        _writing.Release();
    }

    public void Dispose() => _writing.Dispose();
}
