using ContentMultiplier.Local.Processes;

namespace ContentMultiplier.Local.Commands;

/// <summary>`local reap`: waits for the end of a process that may be killed (a test run) and ends what it recorded as its children.</summary>
internal static class ReapCommand
{
    public static async Task<int> RunAsync(CommandLine line, int pid, CancellationToken stop)
    {
        await Stopping.WaitAsync(pid, stop);
        if (await ProcessRecord.ReadAsync(line.Data, CancellationToken.None) is { } record)
        {
            await record.EndChildrenAsync(TimeProvider.System);
            Directory.Delete(line.Data, recursive: true);
        }

        return 0;
    }
}
