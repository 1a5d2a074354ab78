using System.ComponentModel;
using System.Diagnostics;
using ContentMultiplier.Media.Storage;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Media.Tools;

/// <summary>What one run of a tool may cost.</summary>
/// <param name="IsPatient">It takes minutes and gives way to the others: nobody waits for it, and it takes none of the places of those who are waited for.</param>
internal sealed record ToolLimits(int CpuSeconds, TimeSpan Time, long MemoryBytes, long FileBytes, bool IsPatient = false);

/// <summary>
/// Runs the tools that look into files of strangers: each in a process of its own with hard limits, nothing of our
/// environment, and no place to write to but its folder. Whatever it dies of, this service goes on.
/// </summary>
internal sealed class ChildProcesses(IOptions<MediaOptions> options) : IDisposable
{
    private const int MaxOutput = 64 * 1024;
    private const string SearchPath = "/usr/local/bin:/usr/bin:/bin";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _slots = new(options.Value.Tools);

    /// <returns>What it wrote, or null when it failed: at the file, at a limit, or by crashing.</returns>
    /// <exception cref="ToolUnavailableException">It is not installed, or all slots stay taken.</exception>
    public async Task<string?> RunAsync(
        string tool, IEnumerable<string> arguments, WorkFolder folder, ToolLimits limits, CancellationToken cancellationToken)
    {
        var path = Find(tool) ?? throw new ToolUnavailableException($"`{tool}` is not installed here; the packages libvips-tools and ffmpeg have what is needed.");
        if (limits.IsPatient)
        {
            return await RunLimitedAsync(path, arguments, folder, limits, cancellationToken);
        }

        if (!await _slots.WaitAsync(Patience, cancellationToken))
        {
            throw new ToolUnavailableException("Too many files are being worked on.");
        }

        try
        {
            return await RunLimitedAsync(path, arguments, folder, limits, cancellationToken);
        }
        finally
        {
            _slots.Release();
        }
    }

    public void Dispose() => _slots.Dispose();

    private static async Task<string?> RunLimitedAsync(
        string path, IEnumerable<string> arguments, WorkFolder folder, ToolLimits limits, CancellationToken cancellationToken)
    {
        using var process = Start(path, arguments, folder, limits);
        return await WaitAsync(process, limits, cancellationToken);
    }

    private static string? Find(string tool) =>
        SearchPath.Split(':').Select(folder => Path.Combine(folder, tool)).FirstOrDefault(File.Exists);

    private static Process Start(string path, IEnumerable<string> arguments, WorkFolder folder, ToolLimits limits)
    {
        var start = new ProcessStartInfo(
            Find("prlimit") ?? throw new ToolUnavailableException("`prlimit` is not installed here; the package util-linux has it."),
            [
                $"--cpu={limits.CpuSeconds}", $"--as={limits.MemoryBytes}", $"--fsize={limits.FileBytes}", "--nofile=64", "--core=0",
                "--", .. Gently(limits), path, .. arguments,
            ])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.Path,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = SearchPath;
        start.Environment["HOME"] = folder.Path;
        start.Environment["TMPDIR"] = folder.Path;
        start.Environment["VIPS_BLOCK_UNTRUSTED"] = "1";
        start.Environment["VIPS_CONCURRENCY"] = "1";

        // Each thread's own arena counts against the limit of address space.
        start.Environment["MALLOC_ARENA_MAX"] = "2";
        try
        {
            var process = Process.Start(start) ?? throw new ToolUnavailableException("A tool did not start.");
            process.StandardInput.Close();
            return process;
        }
        catch (Win32Exception)
        {
            throw new ToolUnavailableException("A tool did not start.");
        }
    }

    private static string[] Gently(ToolLimits limits) => limits.IsPatient && Find("nice") is { } nice ? [nice, "-n", "10"] : [];

    private static async Task<string?> WaitAsync(Process process, ToolLimits limits, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(limits.Time);
        try
        {
            var output = ReadAsync(process.StandardOutput, limit.Token);
            await ReadAsync(process.StandardError, limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0 ? await output : null;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }

    /// <summary>To the end, so that the tool never waits for us, but keeps no more than it may say.</summary>
    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var kept = new System.Text.StringBuilder();
        var buffer = new char[4096];
        int read;
        while ((read = await reader.ReadAsync(buffer, cancellationToken)) > 0)
        {
            kept.Append(buffer, 0, Math.Min(read, MaxOutput - kept.Length));
        }

        return kept.ToString();
    }
}

/// <summary>Not the file's fault: it can be tried again.</summary>
internal sealed class ToolUnavailableException(string message) : Exception(message);
