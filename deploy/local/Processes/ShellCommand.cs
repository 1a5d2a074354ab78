using System.ComponentModel;
using System.Diagnostics;

namespace ContentMultiplier.Local.Processes;

internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    public bool Succeeded => ExitCode == 0;
}

/// <summary>Short commands whose answer is wanted.</summary>
internal static class ShellCommand
{
    public static bool IsRoot => OperatingSystem.IsLinux() && Environment.UserName == "root";

    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(["/usr/sbin", "/sbin"])
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(IsThere);

    /// <summary>Links count when what they lead to is there: packages that were removed leave some behind.</summary>
    public static bool IsThere(string path) =>
        File.Exists(path) && (File.ResolveLinkTarget(path, returnFinalTarget: true)?.Exists ?? true);

    public static async Task<CommandResult> RunAsync(
        string file,
        IEnumerable<string> arguments,
        CancellationToken cancellationToken,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(file, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        try
        {
            using var process = Process.Start(start) ?? throw new LocalException($"{file} did not start.");
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return new(process.ExitCode, await output, await error);
        }
        catch (Win32Exception missing)
        {
            return new(127, string.Empty, missing.Message);
        }
    }

    public static async Task<string> RequireAsync(
        string file,
        IEnumerable<string> arguments,
        CancellationToken cancellationToken,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var result = await RunAsync(file, arguments, cancellationToken, environment);
        return result.Succeeded
            ? result.Output
            : throw new LocalException($"{Path.GetFileName(file)} ended with {result.ExitCode}: {(result.Error + result.Output).Trim()}");
    }
}
