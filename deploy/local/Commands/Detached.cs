using System.Diagnostics;
using ContentMultiplier.Local.Processes;

namespace ContentMultiplier.Local.Commands;

/// <summary>Runs a command in the background and returns when it is ready, showing its progress until then.</summary>
internal static class Detached
{
    public static async Task<int> RunAsync(CommandLine line, IEnumerable<string> arguments, CancellationToken stop)
    {
        Directory.CreateDirectory(line.Data);
        var log = Path.Combine(line.Data, line.Command + ".log");
        File.Delete(RunFile.PathIn(line.Data));
        await PrivateFile.WriteAsync(log, string.Empty, stop);

        // A shell opens the log for it: pipes of ours would break when we return.
        var session = ShellCommand.Find("setsid") is { } setsid ? $"exec {setsid} \"$@\"" : "exec \"$@\"";
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"{session} >>\"$0\" 2>&1 </dev/null", log, Dotnet.Path, typeof(Detached).Assembly.Location, .. arguments])
        {
            UseShellExecute = false,
        };
        using var process = Process.Start(start) ?? throw new LocalException("The background process did not start.");
        using var reader = new StreamReader(new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));

        try
        {
            while (true)
            {
                var ended = process.HasExited;
                var ready = File.Exists(RunFile.PathIn(line.Data));
                await ShowAsync(reader, stop);
                if (ended)
                {
                    return process.ExitCode;
                }

                if (ready)
                {
                    return 0;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(200), stop);
            }
        }
        catch (OperationCanceledException)
        {
            Signals.Send(process.Id, Signals.Terminate);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }
    }

    private static async Task ShowAsync(StreamReader reader, CancellationToken stop)
    {
        var text = await reader.ReadToEndAsync(stop);
        if (text.Length > 0)
        {
            await Console.Out.WriteAsync(text.AsMemory(), stop);
        }
    }
}
