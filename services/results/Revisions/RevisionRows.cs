using System.Text.Json;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Results.Revisions;

/// <summary>Revisions with their publications, read and written many rows at a time. The publications' locks guard them.</summary>
internal static class RevisionRows
{
    private const string SelectPublications = """
        select id, post_id, workspace_id, platform, account_id, status, external_id, external_url, content_type
        from publications where id = any($1) order by id for update
        """;

    private const string SelectSteps = """
        select publication_id, name, value, external_id from steps where publication_id = any($1) and state = 'accepted' order by ordinal
        """;

    private const string Columns = """
        id, publication_id, workspace_id, kind, text, state, requested_by, requested_at, done_at, tries, next_try_at, category, error, action
        """;

    /// <summary>Over and done with are the edits that ended and the removals that failed.</summary>
    private const string SelectRevisions = $"""
        select {Columns} from publication_revisions
        where publication_id = any($1) and (state = 'requested' or (kind = 'removal' and state = 'done')) order by id
        """;

    private const string SelectAll = $"""
        select {Columns} from publication_revisions where publication_id = $1 order by id desc limit $2
        """;

    private const string SelectDue = "select publication_id from publication_revisions where next_try_at <= $1 order by next_try_at limit $2";

    private const string SelectNext = "select min(next_try_at) from publication_revisions where next_try_at > $1";

    private const string Insert = $"""
        insert into publication_revisions ({Columns})
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        """;

    private const string Update = """
        update publication_revisions set state = $2, done_at = $3, tries = $4, next_try_at = $5, category = $6, error = $7, action = $8 where id = $1
        """;

    /// <summary>Only while the call to the platform would end before the worker is told again.</summary>
    private const string BeginEdit = """
        update publication_revisions r set begun_try = r.tries from publications p
        where r.id = $1 and p.id = r.publication_id and p.platform = $2
          and r.kind = 'edit' and r.state = 'requested' and r.tries = $3 and r.begun_try < $3 and r.next_try_at >= $4
        returning r.id
        """;

    /// <summary>Who follows the post sees it, and nobody asks for its numbers any more.</summary>
    private const string MarkRemoved = """
        update publications set removed_at = $2, changed_xid = pg_current_xact_id() where id = $1
        """;

    private const string EndMetrics = """
        update metric_schedules set due_at = null, ended = 'gone', detail = 'It was taken back.' where publication_id = $1 and due_at is not null
        """;

    public static async Task<RevisionSet> LoadAsync(DatabaseSession session, Guid[] ids, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch();
        batch.Add(SelectPublications, ids);
        batch.Add(SelectSteps, ids);
        batch.Add(SelectRevisions, ids);
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        Dictionary<Guid, RevisedPublication> publications = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            publications.Add(reader.GetGuid(0), ReadPublication(reader));
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            publications[reader.GetGuid(0)].AcceptedSteps.Add(new StepResult
            {
                Name = reader.GetString(1),
                State = StepStates.Accepted,
                Value = Get<string?>(reader, 2) is { } value ? JsonElement.Parse(value) : null,
                ExternalId = Get<string?>(reader, 3),
            });
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            publications[reader.GetGuid(1)].Revisions.Add(ReadRevision(reader));
        }

        return new RevisionSet(publications);
    }

    public static async Task<(Guid[] Publications, DateTimeOffset? Next)> FindDueAsync(
        DatabaseSession session, int limit, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch();
        batch.Add(SelectDue, now, limit);
        batch.Add(SelectNext, now);
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        List<Guid> publications = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            publications.Add(reader.GetGuid(0));
        }

        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return ([.. publications.Distinct()], Get<DateTimeOffset?>(reader, 0));
    }

    /// <summary>Newest first.</summary>
    public static async Task<List<Revision>> ListAsync(
        DatabaseSession session, Guid publicationId, int limit, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch();
        batch.Add(SelectAll, publicationId, limit);
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        List<Revision> revisions = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            revisions.Add(ReadRevision(reader));
        }

        return revisions;
    }

    public static async Task<bool> BeginEditAsync(
        DatabaseSession session, BeginEditRequest request, DateTimeOffset callEndsBy, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch();
        batch.Add(BeginEdit, request.RevisionId, request.Platform, request.Try, callEndsBy);
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        return await reader.ReadAsync(cancellationToken);
    }

    /// <summary>What gives way is written before what takes its place: one at a time is under way.</summary>
    public static void AddWrites(NpgsqlBatch batch, RevisionSet set)
    {
        foreach (var row in set.Changed.Where(row => !row.IsNew))
        {
            batch.Add(Update, row.Id, row.State, row.DoneAt, row.Tries, row.NextTryAt, row.Category, row.Error, row.Action);
        }

        foreach (var row in set.Changed.Where(row => row.IsNew))
        {
            batch.Add(
                Insert, row.Id, row.PublicationId, row.WorkspaceId, row.Kind, row.Text, row.State, row.RequestedBy, row.RequestedAt,
                row.DoneAt, row.Tries, row.NextTryAt, row.Category, row.Error, row.Action);
        }

        foreach (var publication in set.All.Where(publication => publication.HasVanished))
        {
            batch.Add(MarkRemoved, publication.Id, publication.Removal!.DoneAt);
            batch.Add(EndMetrics, publication.Id);
        }
    }

    private static RevisedPublication ReadPublication(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        PostId = row.GetGuid(1),
        WorkspaceId = row.GetGuid(2),
        Platform = row.GetString(3),
        AccountId = row.GetGuid(4),
        Status = row.GetString(5),
        ExternalId = Get<string?>(row, 6) ?? "",
        ExternalUrl = Get<string?>(row, 7),
        ContentType = Get<string?>(row, 8),
    };

    private static Revision ReadRevision(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        PublicationId = row.GetGuid(1),
        WorkspaceId = row.GetGuid(2),
        Kind = row.GetString(3),
        Text = Get<string?>(row, 4),
        State = row.GetString(5),
        RequestedBy = Get<Guid?>(row, 6),
        RequestedAt = row.GetFieldValue<DateTimeOffset>(7),
        DoneAt = Get<DateTimeOffset?>(row, 8),
        Tries = row.GetInt32(9),
        NextTryAt = Get<DateTimeOffset?>(row, 10),
        Category = Get<string?>(row, 11),
        Error = Get<string?>(row, 12),
        Action = Get<string?>(row, 13),
    };

    private static T? Get<T>(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? default : row.GetFieldValue<T>(column);
}
