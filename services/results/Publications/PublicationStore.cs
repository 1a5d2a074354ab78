using ContentMultiplier.Contracts.Audit;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Contracts.Scheduling;
using ContentMultiplier.Results.Analytics;
using ContentMultiplier.Results.Gates;
using ContentMultiplier.Results.Metrics;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Results.Publications;

/// <summary>
/// Loads many publications under lock, lets the caller move them, and writes what changed with the messages it causes:
/// two round trips and a commit, however many there are.
/// </summary>
internal sealed class PublicationStore(
    NpgsqlDataSource database, Outbox outbox, MetricPlan metrics, PublicationNews news, TimeProvider time)
{
    private const int MostTries = 5;

    /// <param name="ids">The publications to lock, in any order; unknown ones are left out.</param>
    /// <param name="change">Moves them; must bear being run again after a deadlock.</param>
    public Task<T> ChangeAsync<T>(
        IReadOnlyCollection<Guid> ids, Func<PublicationSet, T> change, CancellationToken cancellationToken) =>
        ChangeAsync(ids, [], change, cancellationToken);

    /// <param name="workspaces">Whose gates the change looks at; they stay as they are until it is written.</param>
    public async Task<T> ChangeAsync<T>(
        IReadOnlyCollection<Guid> ids, Guid[] workspaces, Func<PublicationSet, T> change, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await using var session = await database.BeginAsync(Tenant.System, cancellationToken);
                var set = await LoadAsync(session, ids, workspaces, cancellationToken);
                var result = change(set);
                await SaveAsync(session, set, cancellationToken);
                return result;
            }
            catch (PostgresException exception) when (tries < MostTries && exception.SqlState
                is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.UniqueViolation)
            {
                // Two writers met over rows that one of them was just making; the second look sees them.
            }
        }
    }

    /// <summary>
    /// Writes down what was requested, in one round trip. Claims for the same publications come at the same moment, so nothing is
    /// looked at first: what is there already stays as it is.
    /// </summary>
    public async Task AddAsync(IEnumerable<Publication> requested, CancellationToken cancellationToken)
    {
        var publications = requested.ToList();
        await using var batch = database.CreateTenantBatch(Tenant.System);
        PublicationRows.AddRequested(batch, publications);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        news.Written(publications);
    }

    /// <summary>As <see cref="ChangeAsync"/> for publications whose deadline has passed; says when the next one does.</summary>
    public async Task<(int Count, DateTimeOffset? Next)> ChangeOverdueAsync(
        int limit, Action<Publication, GateSet> change, CancellationToken cancellationToken)
    {
        await using var session = await database.BeginAsync(Tenant.System, cancellationToken);
        var (ids, workspaces, next) = await PublicationRows.FindOverdueAsync(session, limit, time.GetUtcNow(), cancellationToken);
        if (ids.Count > 0)
        {
            var set = await LoadAsync(session, ids, workspaces, cancellationToken);
            foreach (var publication in set.All)
            {
                change(publication, set.Gates);
            }

            await SaveAsync(session, set, cancellationToken);
        }

        return (ids.Count, next);
    }

    private static async Task<PublicationSet> LoadAsync(
        DatabaseSession session, IReadOnlyCollection<Guid> ids, Guid[] workspaces, CancellationToken cancellationToken)
    {
        var (publications, gates) = await PublicationRows.LoadAsync(session, [.. ids.Distinct().Order()], workspaces, cancellationToken);
        return new PublicationSet(publications, gates);
    }

    private async Task SaveAsync(DatabaseSession session, PublicationSet set, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch();
        EndingRows.Add(batch, set.All);
        PublicationRows.AddWrites(batch, set.All);
        GateRows.AddClosePauses(batch, [.. set.All.Select(publication => publication.Effects.Pause).OfType<Gate>()]);
        metrics.AddTo(batch, set.All);
        var mail = outbox.Prepare([.. MessagesOf(set.All), .. set.Records]);
        mail.AddTo(batch);
        if (batch.BatchCommands.Count > 0)
        {
            await session.ExecuteAsync(batch, cancellationToken);
        }

        await session.CommitAsync(cancellationToken);
        mail.Committed();
        news.Written(set.All);
    }

    private List<object> MessagesOf(IReadOnlyCollection<Publication> publications)
    {
        var now = time.GetUtcNow();
        List<object> messages = [];
        var changes = publications.Where(publication => publication.Effects.IsAnnounced).Select(publication => ChangeOf(publication, now)).ToList();
        if (changes.Count > 0)
        {
            messages.Add(new PublicationsChanged { Changes = changes });
        }

        var entries = publications.Where(publication => publication.Effects.WakeAt is not null).Select(EntryOf).ToList();
        if (entries.Count > 0)
        {
            messages.Add(new SchedulePublications { Entries = entries });
        }

        var cancelled = changes.Where(change => change.Status == PublicationStatus.Cancelled).Select(change => change.PublicationId).ToList();
        if (cancelled.Count > 0)
        {
            messages.Add(new PublicationsCancelled { PublicationIds = cancelled });
        }

        messages.AddRange(publications.Select(publication => publication.Effects.Reconcile).OfType<ReconcilePublication>());
        return messages;
    }

    private static ScheduleEntry EntryOf(Publication publication) => new()
    {
        PublicationId = publication.Id,
        PostId = publication.PostId,
        WorkspaceId = publication.WorkspaceId,
        Platform = publication.Platform,
        AccountId = publication.AccountId,
        Attempt = publication.Attempt,
        DueAt = publication.Effects.WakeAt!.Value,
    };

    private static PublicationChange ChangeOf(Publication publication, DateTimeOffset now) => new()
    {
        PublicationId = publication.Id,
        PostId = publication.PostId,
        WorkspaceId = publication.WorkspaceId,
        Platform = publication.Platform,
        AccountId = publication.AccountId,
        Status = publication.Status,
        Version = publication.Version,
        Attempt = publication.Attempt,
        ExternalId = publication.ExternalId,
        ExternalUrl = publication.ExternalUrl,
        Category = publication.Category,
        Detail = publication.Detail,
        Action = publication.Action,
        NextTryAt = publication.NextTryAt,
        At = now,
    };
}

/// <summary>Publications locked in one transaction.</summary>
internal sealed class PublicationSet(IEnumerable<Publication> loaded, GateSet gates)
{
    private readonly Dictionary<Guid, Publication> _byId = loaded.ToDictionary(publication => publication.Id);

    public IReadOnlyCollection<Publication> All => _byId.Values;

    public GateSet Gates => gates;

    /// <summary>What the audit log is to keep of this change.</summary>
    public List<AuditRecorded> Records { get; } = [];

    public Publication? Find(Guid id) => _byId.GetValueOrDefault(id);

    public void Add(Publication publication) => _byId.Add(publication.Id, publication);
}
