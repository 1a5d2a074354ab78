using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Results.Live;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContentMultiplier.Results.Revisions;

/// <summary>Loads publications under lock, lets the caller revise them, and writes that with the messages it causes in one transaction.</summary>
internal sealed class RevisionStore(
    NpgsqlDataSource database, Outbox outbox, LiveNotifier live, TimeProvider time, IOptions<ResultsOptions> options)
{
    private const int MostListed = 100;

    /// <param name="tenant">Whose publications are found; those of others are not there.</param>
    public async Task<T> ChangeAsync<T>(
        Tenant tenant, IReadOnlyCollection<Guid> publicationIds, Func<RevisionSet, T> change, CancellationToken cancellationToken)
    {
        await using var session = await database.BeginAsync(tenant, cancellationToken);
        var set = await RevisionRows.LoadAsync(session, [.. publicationIds.Distinct()], cancellationToken);
        var result = change(set);
        await SaveAsync(session, set, cancellationToken);
        return result;
    }

    /// <summary>Tells workers what is due. Another process that found the same waits for the lock and finds it told.</summary>
    /// <returns>How many publications were looked at, and when the next one is due.</returns>
    public async Task<(int Count, DateTimeOffset? Next)> SendDueAsync(int limit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var session = await database.BeginAsync(Tenant.System, cancellationToken);
        var (ids, next) = await RevisionRows.FindDueAsync(session, limit, now, cancellationToken);
        if (ids.Length == 0)
        {
            return (0, next);
        }

        var set = await RevisionRows.LoadAsync(session, ids, cancellationToken);
        foreach (var publication in set.All)
        {
            publication.Revisions.ForEach(revision => revision.Overdue(publication, now, options.Value));
        }

        await SaveAsync(session, set, cancellationToken);
        return (ids.Length, set.Changed.Select(revision => revision.NextTryAt).Append(next).Min());
    }

    /// <summary>True once for each time that a worker was told, as long as the edit is wanted and nobody else was told meanwhile.</summary>
    public async Task<bool> BeginEditAsync(BeginEditRequest request, CancellationToken cancellationToken)
    {
        await using var session = await database.BeginAsync(Tenant.System, cancellationToken);
        var isBegun = await RevisionRows.BeginEditAsync(session, request, time.GetUtcNow() + options.Value.RequestLimit, cancellationToken);
        await session.CommitAsync(cancellationToken);
        return isBegun;
    }

    /// <summary>Newest first; null when there is no such publication in the workspace.</summary>
    public async Task<IReadOnlyList<Revision>?> ListAsync(Guid publicationId, Guid workspaceId, CancellationToken cancellationToken)
    {
        await using var session = await database.BeginAsync(Tenant.Workspace(workspaceId), cancellationToken);
        await using (var batch = session.Batch())
        {
            batch.Add("select from publications where id = $1 and workspace_id = $2", publicationId, workspaceId);
            await using var reader = await session.ReadAsync(batch, cancellationToken);
            if (!await reader.ReadAsync(cancellationToken))
            {
                return null;
            }
        }

        return await RevisionRows.ListAsync(session, publicationId, MostListed, cancellationToken);
    }

    private async Task SaveAsync(DatabaseSession session, RevisionSet set, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch();
        RevisionRows.AddWrites(batch, set);
        var mail = outbox.Prepare([.. set.Changed.Select(revision => revision.Command).OfType<object>(), .. set.Records]);
        mail.AddTo(batch);
        if (batch.BatchCommands.Count > 0)
        {
            await session.ExecuteAsync(batch, cancellationToken);
        }

        await session.CommitAsync(cancellationToken);
        mail.Committed();
        live.Changed(set.All.Where(publication => publication.HasVanished).Select(publication => publication.WorkspaceId));
    }
}
