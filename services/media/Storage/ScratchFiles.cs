using Microsoft.Extensions.Options;

namespace ContentMultiplier.Media.Storage;

/// <summary>
/// Files that are not there to stay, always on this machine: what comes in is written to <c>incoming</c> until it was found
/// good; what tools work on is in <c>work</c>.
/// </summary>
internal sealed class ScratchFiles(IOptions<MediaOptions> options)
{
    private readonly string _incoming = Path.Combine(Path.GetFullPath(options.Value.Folder), "incoming");
    private readonly string _work = Path.Combine(Path.GetFullPath(options.Value.Folder), "work");

    public IncomingFile Receive()
    {
        Directory.CreateDirectory(_incoming);
        return new IncomingFile(Path.Combine(_incoming, Guid.CreateVersion7().ToString("n")));
    }

    public WorkFolder CreateWorkFolder() => new(Directory.CreateDirectory(Path.Combine(_work, Guid.CreateVersion7().ToString("n"))).FullName);

    /// <summary>What a process that died left behind.</summary>
    public void DeleteAbandoned(DateTimeOffset before)
    {
        foreach (var folder in new[] { _incoming, _work }.Where(Directory.Exists))
        {
            foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(entry => entry.LastWriteTimeUtc < before.UtcDateTime))
            {
                if (entry is DirectoryInfo directory)
                {
                    directory.Delete(recursive: true);
                }
                else
                {
                    entry.Delete();
                }
            }
        }
    }
}

/// <summary>A file on its way in; gone unless it was kept.</summary>
internal sealed class IncomingFile(string path) : IDisposable
{
    public string Path { get; } = path;

    public void Dispose() => File.Delete(Path);
}

/// <summary>The only place that a tool may write to.</summary>
internal sealed class WorkFolder(string path) : IDisposable
{
    public string Path { get; } = path;

    public string FileAt(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
