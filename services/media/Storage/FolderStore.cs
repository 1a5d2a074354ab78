using Microsoft.Extensions.Options;

namespace ContentMultiplier.Media.Storage;

/// <summary>In a folder, which replicas share.</summary>
internal sealed class FolderStore(IOptions<MediaOptions> options) : IObjectStore
{
    private const int BufferSize = 64 * 1024;
    private readonly string _root = Path.Combine(Path.GetFullPath(options.Value.Folder), "stored");

    public Task KeepAsync(string file, string key, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(file, path, overwrite: true);
        return Task.CompletedTask;
    }

    public Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult<Stream?>(
                new FileStream(PathOf(key), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferSize, useAsync: true));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    public Task<bool> HasAsync(string key, CancellationToken cancellationToken) => Task.FromResult(File.Exists(PathOf(key)));

    public Task<string> BringAsync(string key, WorkFolder folder, CancellationToken cancellationToken) => Task.FromResult(PathOf(key));

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
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

        return Task.CompletedTask;
    }

    public IAsyncEnumerable<(Guid WorkspaceId, Guid Id)> OriginalsAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        Originals(before).ToAsyncEnumerable();

    private IEnumerable<(Guid WorkspaceId, Guid Id)> Originals(DateTimeOffset before) => !Directory.Exists(_root)
        ? []
        : from folder in new DirectoryInfo(_root).EnumerateDirectories()
          from file in folder.EnumerateFiles()
          where file.LastWriteTimeUtc < before.UtcDateTime
          let original = ObjectNames.OfOriginal($"{folder.Name}/{file.Name}")
          where original is not null
          select original.Value;

    private string PathOf(string key) => Path.Combine(_root, key);
}
