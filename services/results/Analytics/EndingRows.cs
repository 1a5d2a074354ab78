using ContentMultiplier.Results.Publications;
using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Results.Analytics;

/// <summary>
/// The table <c>publication_endings</c>: what has come to rest and is not in the statistics. A row is written with the status and goes
/// when it is counted, so that counting writes no publication once more.
/// </summary>
internal static class EndingRows
{
    private const string Insert = """
        insert into publication_endings (publication_id, workspace_id, status, was, after_attempt, last_attempt)
        select * from unnest($1, $2, $3, $4, $5, $6)
        """;

    public static void Add(NpgsqlBatch batch, IReadOnlyCollection<Publication> publications)
    {
        var written = publications.Where(publication => publication.Effects.IsNew || publication.Effects.IsDirty);
        Ending[] endings = [.. written.Select(publication => publication.TakeEnding()).OfType<Ending>()];
        if (endings.Length > 0)
        {
            batch.Add(
                Insert,
                Array.ConvertAll(endings, ending => ending.PublicationId), Array.ConvertAll(endings, ending => ending.WorkspaceId),
                Array.ConvertAll(endings, ending => ending.Status), Array.ConvertAll(endings, ending => ending.Was),
                Array.ConvertAll(endings, ending => ending.AfterAttempt), Array.ConvertAll(endings, ending => ending.LastAttempt));
        }
    }
}
