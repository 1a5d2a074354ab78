using ContentMultiplier.Local.Processes;

namespace ContentMultiplier.Local.Commands;

/// <summary>One supervisor per data folder.</summary>
internal sealed class Supervision(string dataFolder, TimeProvider clock) : IDisposable
{
    public ProcessRecorder Recorder { get; } = new(dataFolder);

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
        await Recorder.SaveAsync();
        return null;
    }

    public async Task FinishAsync()
    {
        File.Delete(RunFile.PathIn(dataFolder));
        await Recorder.FinishAsync();
    }

    public void Dispose() => Recorder.Dispose();
}
