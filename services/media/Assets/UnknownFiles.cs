using ContentMultiplier.Media.Storage;
using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Media.Assets;

/// <summary>Deletes bytes that no row knows: what is left of an upload whose process died. Going through all there is costs, so it is done once a day.</summary>
internal sealed class UnknownFiles(NpgsqlDataSource dataSource, IObjectStore store, TimeProvider clock)
{
    public static readonly TimeSpan SearchEvery = TimeSpan.FromDays(1);

    private const int Slice = 500;

    private DateTimeOffset _next;

    /// <param name="before">Younger ones may be on their way to their row.</param>
    /// <param name="cancellationToken">Ends the search, and the next one begins anew.</param>
    public async Task DeleteAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (now < _next)
        {
            return;
        }

        await foreach (var slice in store.OriginalsAsync(before, cancellationToken).Chunk(Slice).WithCancellation(cancellationToken))
        {
            await DeleteAsync(slice, cancellationToken);
        }

        _next = now + SearchEvery;
    }

    private async Task DeleteAsync((Guid WorkspaceId, Guid Id)[] files, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateTenantBatch(Tenant.System);
        batch.Add("select id from assets where id = any($1)", files.Select(file => file.Id).ToArray());
        HashSet<Guid> known = [];
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            await reader.NextResultAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                known.Add(reader.GetGuid(0));
            }
        }

        foreach (var (workspaceId, id) in files.Where(file => !known.Contains(file.Id)))
        {
            await store.DeleteAsync(Asset.KeyOf(workspaceId, id), cancellationToken);
        }
    }
}
