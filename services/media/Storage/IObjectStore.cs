namespace ContentMultiplier.Media.Storage;

/// <summary>The bytes of uploads and of their forms, under names that are ours throughout.</summary>
internal interface IObjectStore
{
    /// <summary>Takes a finished file over, in one step: a reader sees all of it or nothing.</summary>
    Task KeepAsync(string file, string key, CancellationToken cancellationToken);

    /// <returns>A stream that can be read from anywhere; null when there is nothing of that name.</returns>
    Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken);

    Task<bool> HasAsync(string key, CancellationToken cancellationToken);

    /// <summary>The bytes as a file, for tools that read nothing else.</summary>
    Task<string> BringAsync(string key, WorkFolder folder, CancellationToken cancellationToken);

    /// <summary>The original and every form of it.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>Workspace and id of every original that was there before; for finding those that no row knows.</summary>
    IAsyncEnumerable<(Guid WorkspaceId, Guid Id)> OriginalsAsync(DateTimeOffset before, CancellationToken cancellationToken);
}

internal static class ObjectNames
{
    /// <summary>Reads <see cref="Assets.Asset.KeyOf"/> back; the names of forms are no originals.</summary>
    public static (Guid WorkspaceId, Guid Id)? OfOriginal(string key) =>
        key.Split('/') is [var folder, var name] && Guid.TryParseExact(folder, "n", out var workspace) && Guid.TryParseExact(name, "n", out var id)
            ? (workspace, id)
            : null;
}
