using ContentMultiplier.Local.Processes;
using ContentMultiplier.Local.Servers;

namespace ContentMultiplier.Local.Commands;

/// <summary>Stops what another `up` or `servers` started on the same data folder, even if that one was killed.</summary>
internal static class DownCommand
{
    private static readonly TimeSpan SupervisorGrace = TimeSpan.FromSeconds(40);

    public static async Task<int> RunAsync(CommandLine line, CancellationToken stop)
    {
        var clock = TimeProvider.System;
        if (await ProcessRecord.ReadAsync(line.Data, stop) is { } record)
        {
            if (record.Supervisor.Signal(Signals.Terminate))
            {
                Console.WriteLine($"Stopping process {record.Supervisor.Pid} and what it started …");
                if (!await ProcessRecord.EndedAsync([record.Supervisor], SupervisorGrace, clock))
                {
                    record.Supervisor.Signal(Signals.Kill);
                }
            }

            // The record may have grown since: processes are started again when they die.
            var last = await ProcessRecord.ReadAsync(line.Data, stop) ?? record;
            await last.EndChildrenAsync(clock);
            if (Directory.Exists(line.Data))
            {
                ProcessRecord.Remove(line.Data);
                File.Delete(RunFile.PathIn(line.Data));
            }

            Console.WriteLine("Stopped.");
        }
        else
        {
            Console.WriteLine($"Nothing runs on {line.Data}.");
        }

        foreach (var server in new[] { "postgres", "rabbitmq" })
        {
            await DockerHost.RemoveAsync(MissingServers.ContainerName(line.Data, server), stop);
        }

        if (line.Wipe)
        {
            await WipeAsync(line.Data, stop);
        }

        return 0;
    }

    private static async Task WipeAsync(string dataFolder, CancellationToken stop)
    {
        if (!Directory.Exists(dataFolder))
        {
            return;
        }

        if (!Secrets.AreIn(dataFolder))
        {
            throw new LocalException($"{dataFolder} does not hold an installation (no secrets.json), so it is left as it is.");
        }

        foreach (var server in new[] { "postgres", "rabbitmq" })
        {
            await DockerHost.RemoveVolumeAsync(MissingServers.ContainerName(dataFolder, server), stop);
        }

        Directory.Delete(dataFolder, recursive: true);
        Console.WriteLine($"Removed {dataFolder}.");
    }
}
