using ContentMultiplier.Results.Gates;
using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;
using NpgsqlTypes;

namespace ContentMultiplier.Results.Publications;

/// <summary>The state machine's tables, read and written many rows at a time.</summary>
internal static class PublicationRows
{
    private const string SelectPublications = """
        select id, post_id, workspace_id, platform, account_id, created_at, account_name, status, attempt, failures, reissues,
               readings, fence, claim_id, due_at, not_after, next_try_at, deadline_at, published_at, external_id, external_url,
               category, detail, action, version, moves, crashes, counted, counted_attempts
        from publications where id = any($1) order by id for update
        """;

    private const string SelectSteps = """
        select publication_id, workspace_id, name, ordinal, state, fence, fingerprint, value, external_id, detail, started_at, completed_at
        from steps where publication_id = any($1)
        """;

    /// <summary>The gates' lock comes before the rows', as it does in a claim.</summary>
    private const string LockGatesOfOverdue = $"""
        select pg_advisory_xact_lock_shared({GateRows.Key})
        from (select distinct workspace_id from (select workspace_id from publications where deadline_at <= $1 order by deadline_at limit $2) due) one (id)
        """;

    private const string SelectOverdue = """
        select id, workspace_id from publications where deadline_at <= $1
        order by deadline_at limit $2 for update skip locked
        """;

    private const string SelectNextDeadline = "select min(deadline_at) from publications where deadline_at > $1";

    private const string InsertPublications = """
        insert into publications (id, post_id, workspace_id, platform, account_id, created_at, content_type, account_name, status, attempt, failures,
            reissues, readings, fence, claim_id, due_at, not_after, next_try_at, deadline_at, published_at, external_id, external_url,
            category, detail, action, version, moves, crashes, counted, counted_attempts)
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30)
        """;

    /// <summary>A claim or a cancel made some of them known already; only the name of the account and the type of the content are news there.</summary>
    private const string OrName = """
         on conflict (id) do update set account_name = excluded.account_name, content_type = excluded.content_type, changed_xid = excluded.changed_xid where publications.account_name is null
        """;

    private const string UpdatePublications = """
        update publications set account_name = n.account_name, status = n.status, attempt = n.attempt, failures = n.failures,
            reissues = n.reissues, readings = n.readings, fence = n.fence, claim_id = n.claim_id, due_at = n.due_at,
            not_after = n.not_after, next_try_at = n.next_try_at, deadline_at = n.deadline_at, published_at = n.published_at,
            external_id = n.external_id, external_url = n.external_url, category = n.category, detail = n.detail,
            action = n.action, version = n.version, moves = n.moves, crashes = n.crashes, counted = n.counted,
            counted_attempts = n.counted_attempts, changed_xid = pg_current_xact_id()
        from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)
            as n(id, account_name, status, attempt, failures, reissues, readings, fence, claim_id, due_at, not_after,
                 next_try_at, deadline_at, published_at, external_id, external_url, category, detail, action, version, moves, crashes,
                 counted, counted_attempts)
        where publications.id = n.id
        """;

    /// <summary>Closed steps come first in the arrays: the index allows one open step at any moment.</summary>
    private const string UpsertSteps = """
        insert into steps (publication_id, workspace_id, name, ordinal, state, fence, fingerprint, value, external_id, detail, started_at, completed_at)
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8::jsonb[], $9, $10, $11, $12)
        on conflict (publication_id, name) do update set state = excluded.state, fence = excluded.fence,
            fingerprint = excluded.fingerprint, value = excluded.value, external_id = excluded.external_id,
            detail = excluded.detail, started_at = excluded.started_at, completed_at = excluded.completed_at
        """;

    private const string UpsertAttempts = """
        insert into attempts (publication_id, workspace_id, number, result, category, detail, started_at, completed_at)
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (publication_id, number) do update set result = excluded.result, category = excluded.category,
            detail = excluded.detail, completed_at = excluded.completed_at
        """;

    /// <param name="workspaces">Whose gates matter for what is about to happen.</param>
    public static async Task<(List<Publication> Publications, GateSet Gates)> LoadAsync(
        DatabaseSession session, Guid[] ids, Guid[] workspaces, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch();
        if (workspaces.Length > 0)
        {
            GateRows.AddLook(batch, workspaces);
        }

        batch.Add(SelectPublications, ids);
        batch.Add(SelectSteps, ids);
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        var gates = workspaces.Length > 0 ? await GateRows.ReadAsync(reader, cancellationToken) : GateSet.Empty;

        Dictionary<Guid, Publication> byId = new(ids.Length);
        while (await reader.ReadAsync(cancellationToken))
        {
            var publication = ReadPublication(reader);
            byId.Add(publication.Id, publication);
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (byId.TryGetValue(reader.GetGuid(0), out var publication))
            {
                publication.Steps.Add(ReadStep(reader));
            }
        }

        return ([.. byId.Values], gates);
    }

    public static async Task<(List<Guid> Ids, Guid[] Workspaces, DateTimeOffset? Next)> FindOverdueAsync(
        DatabaseSession session, int limit, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch();
        batch.Add(LockGatesOfOverdue, now, limit);
        batch.Add(SelectOverdue, now, limit);
        batch.Add(SelectNextDeadline, now);
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        List<Guid> ids = [];
        HashSet<Guid> workspaces = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(reader.GetGuid(0));
            workspaces.Add(reader.GetGuid(1));
        }

        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (ids, [.. workspaces], Get<DateTimeOffset?>(reader, 0));
    }

    public static void AddWrites(NpgsqlBatch batch, IReadOnlyCollection<Publication> publications)
    {
        AddInserts(batch, [.. publications.Where(publication => publication.Effects.IsNew)]);
        AddUpdates(batch, [.. publications.Where(publication => publication.Effects is { IsNew: false, IsDirty: true })]);
        AddSteps(batch, [.. publications.SelectMany(publication => publication.Steps).Where(step => step.IsDirty).OrderBy(step => step.IsOpen)]);
        AddAttempts(batch, [.. publications.SelectMany(publication => publication.Effects.EndedAttempts)]);
    }

    public static void AddRequested(NpgsqlBatch batch, IEnumerable<Publication> publications) =>
        AddInserts(batch, [.. publications.DistinctBy(publication => publication.Id)], InsertPublications + OrName);

    private static void AddInserts(NpgsqlBatch batch, Publication[] rows, string sql = InsertPublications)
    {
        if (rows.Length > 0)
        {
            // Writers of the same new rows wait for each other in one order instead of in a circle.
            Array.Sort(rows, (one, other) => one.Id.CompareTo(other.Id));
            batch.Add(
                sql,
                [
                    Column(rows, row => row.Id), Column(rows, row => row.PostId), Column(rows, row => row.WorkspaceId),
                    Column(rows, row => row.Platform), Column(rows, row => row.AccountId), Column(rows, row => row.CreatedAt),
                    Column(rows, row => row.ContentType),
                    .. Changing(rows),
                ]);
        }
    }

    private static void AddUpdates(NpgsqlBatch batch, Publication[] rows)
    {
        if (rows.Length > 0)
        {
            batch.Add(UpdatePublications, [Column(rows, row => row.Id), .. Changing(rows)]);
        }
    }

    /// <summary>The columns that transitions change, in the order of both statements.</summary>
    private static object[] Changing(Publication[] rows) =>
    [
        Column(rows, row => row.AccountName), Column(rows, row => row.Status), Column(rows, row => row.Attempt),
        Column(rows, row => row.Failures), Column(rows, row => row.Reissues), Column(rows, row => row.Readings),
        Column(rows, row => row.Fence), Column(rows, row => row.ClaimId), Column(rows, row => row.DueAt),
        Column(rows, row => row.NotAfter), Column(rows, row => row.NextTryAt), Column(rows, row => row.DeadlineAt),
        Column(rows, row => row.PublishedAt), Column(rows, row => row.ExternalId), Column(rows, row => row.ExternalUrl),
        Column(rows, row => row.Category), Column(rows, row => row.Detail), Column(rows, row => row.Action),
        Column(rows, row => row.Version), Column(rows, row => row.Moves), Column(rows, row => row.Crashes),
        Column(rows, row => row.Counted), Column(rows, row => row.CountedAttempts),
    ];

    private static void AddSteps(NpgsqlBatch batch, Step[] rows)
    {
        if (rows.Length > 0)
        {
            batch.Add(
                UpsertSteps,
                Column(rows, row => row.PublicationId), Column(rows, row => row.WorkspaceId), Column(rows, row => row.Name),
                Column(rows, row => row.Ordinal), Column(rows, row => row.State), Column(rows, row => row.Fence),
                Column(rows, row => row.Fingerprint),
                new NpgsqlParameter { Value = Column(rows, row => row.Value), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb },
                Column(rows, row => row.ExternalId), Column(rows, row => row.Detail),
                Column(rows, row => row.StartedAt), Column(rows, row => row.CompletedAt));
        }
    }

    private static void AddAttempts(NpgsqlBatch batch, Attempt[] rows)
    {
        if (rows.Length > 0)
        {
            batch.Add(
                UpsertAttempts,
                Column(rows, row => row.PublicationId), Column(rows, row => row.WorkspaceId), Column(rows, row => row.Number),
                Column(rows, row => row.Result), Column(rows, row => row.Category), Column(rows, row => row.Detail),
                Column(rows, row => row.StartedAt), Column(rows, row => row.CompletedAt));
        }
    }

    private static Publication ReadPublication(NpgsqlDataReader row)
    {
        var publication = Publication.Load(
            row.GetGuid(0), row.GetGuid(1), row.GetGuid(2), row.GetString(3), row.GetGuid(4), row.GetFieldValue<DateTimeOffset>(5));
        publication.AccountName = Get<string?>(row, 6);
        publication.Status = row.GetString(7);
        publication.Attempt = row.GetInt32(8);
        publication.Failures = row.GetInt32(9);
        publication.Reissues = row.GetInt32(10);
        publication.Readings = row.GetInt32(11);
        publication.Fence = row.GetInt64(12);
        publication.ClaimId = Get<Guid?>(row, 13);
        publication.DueAt = Get<DateTimeOffset?>(row, 14);
        publication.NotAfter = row.GetFieldValue<DateTimeOffset>(15);
        publication.NextTryAt = Get<DateTimeOffset?>(row, 16);
        publication.DeadlineAt = Get<DateTimeOffset?>(row, 17);
        publication.PublishedAt = Get<DateTimeOffset?>(row, 18);
        publication.ExternalId = Get<string?>(row, 19);
        publication.ExternalUrl = Get<string?>(row, 20);
        publication.Category = Get<string?>(row, 21);
        publication.Detail = Get<string?>(row, 22);
        publication.Action = Get<string?>(row, 23);
        publication.Version = row.GetInt64(24);
        publication.Moves = row.GetInt32(25);
        publication.Crashes = row.GetInt32(26);
        publication.Counted = Get<string?>(row, 27);
        publication.CountedAttempts = row.GetInt32(28);
        return publication;
    }

    private static Step ReadStep(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetInt32(3))
        {
            State = row.GetString(4),
            Fence = row.GetInt64(5),
            Fingerprint = Get<string?>(row, 6),
            Value = Get<string?>(row, 7),
            ExternalId = Get<string?>(row, 8),
            Detail = Get<string?>(row, 9),
            StartedAt = row.GetFieldValue<DateTimeOffset>(10),
            CompletedAt = Get<DateTimeOffset?>(row, 11),
        };

    private static T? Get<T>(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? default : row.GetFieldValue<T>(column);

    private static TValue[] Column<TRow, TValue>(TRow[] rows, Func<TRow, TValue> value) => Array.ConvertAll(rows, row => value(row));
}
