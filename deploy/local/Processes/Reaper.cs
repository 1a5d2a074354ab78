using System.Diagnostics;
using System.Globalization;

namespace ContentMultiplier.Local.Processes;

/// <summary>Outlives this process by a moment and ends the children it recorded in a folder, so that a killed test run leaves nothing running.</summary>
public static class Reaper
{
    public static void Start(string dataFolder)
    {
        var pid = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        string[] command = [Dotnet.Path, Repository.Assembly("deploy/local", "local"), "reap", "--while", pid, "--data", dataFolder];

        // Whoever kills a test run kills its whole group; a session of its own keeps this one out of it.
        var start = ShellCommand.Find("setsid") is { } setsid
            ? new ProcessStartInfo(setsid, command)
            : new ProcessStartInfo(command[0], command[1..]);
        start.UseShellExecute = false;
        using var process = Process.Start(start);
    }
}
