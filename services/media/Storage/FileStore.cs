using Microsoft.Extensions.Options;

namespace ContentMultiplier.Media.Storage;

/// <summary>
/// The bytes, in a folder. What comes in is written to <c>incoming</c> and moved to its name when it was found good; what
/// tools work on is in <c>work</c>. Names are ours throughout.
/// </summary>
internal sealed class FileStore
{
    private const int BufferSize = 64 * 1024;
    private readonly string _stored;
    private readonly string _incoming;
    private readonly string _work;

    public FileStore(IOptions<MediaOptions> options)
    {
        var root = Path.GetFullPath(options.Value.Folder);
        _stored = Path.Combine(root, "stored");
        _incoming = Path.Combine(root, "incoming");
        _work = Path.Combine(root, "work");
    }

    public IncomingFile Receive()
    {
        Directory.CreateDirectory(_incoming);
        return new IncomingFile(Path.Combine(_incoming, Guid.CreateVersion7().ToString("n")));
    }

    public WorkFolder CreateWorkFolder() => new(Directory.CreateDirectory(Path.Combine(_work, Guid.CreateVersion7().ToString("n"))).FullName);

    /// <summary>Takes a finished file over, in one step: a reader sees all of it or nothing.</summary>
    public void Keep(string file, string key)
    {
        var path = PathOf(key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(file, path, overwrite: true);
    }

    public string PathOf(string key) => Path.Combine(_stored, key);

    public FileStream Open(string key) => new(PathOf(key), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferSize, useAsync: true);

    public bool Has(string key) => File.Exists(PathOf(key));

    /// <summary>The original and every form of it.</summary>
    public void Delete(string key)
    {
        var path = PathOf(key);
        var folder = Path.GetDirectoryName(path)!;
        if (Directory.Exists(folder))
        {
            foreach (var file in Directory.EnumerateFiles(folder, Path.GetFileName(path) + "*"))
            {
                File.Delete(file);
            }
        }
    }

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

    /// <summary>Workspace and id of every original that was there before; for finding those that no row knows.</summary>
    public IEnumerable<(Guid WorkspaceId, Guid Id)> Originals(DateTimeOffset before) => !Directory.Exists(_stored)
        ? []
        : from folder in new DirectoryInfo(_stored).EnumerateDirectories()
          let workspace = Guid.TryParseExact(folder.Name, "n", out var parsed) ? parsed : Guid.Empty
          where workspace != Guid.Empty
          from file in folder.EnumerateFiles()
          where file.LastWriteTimeUtc < before.UtcDateTime && Guid.TryParseExact(file.Name, "n", out _)
          select (workspace, Guid.ParseExact(file.Name, "n"));
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
