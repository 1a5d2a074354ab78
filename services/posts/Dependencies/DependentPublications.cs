using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Posts.Data;
using ContentMultiplier.Posts.Posts;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Posts.Dependencies;

/// <summary>
/// Ends the wait of publications for others that have ended. The row remembers what it waited for, and the news may come again, in case
/// it was lost: results takes it once, and a text has its address already.
/// </summary>
internal sealed class DependentPublications(NpgsqlDataSource dataSource, Outbox outbox)
{
    /// <summary>
    /// Posts with publications that wait for one of <c>$1</c>, which has ended, or are among <c>$2</c>, of which results says that they
    /// still wait. Those held through a failure are among them.
    /// </summary>
    public const string FindPosts =
        """
        select distinct t.post_id from post_targets t join post_targets awaited on awaited.id = t.waits_for
         where (t.waits_for = any($1) or t.id = any($2)) and t.status = 'scheduled'
           and (awaited.status = 'published' or (awaited.status in ('failed', 'cancelled', 'missed') and t.on_failure <> 'hold'))
        """;

    private const string Select =
        """
        select t.id, t.post_id, t.workspace_id, t.platform, t.account_id, t.account_name, t.due_at, t.content, t.on_failure, t.fallback_url,
               awaited.id, awaited.platform, awaited.status, awaited.external_url
          from post_targets t join post_targets awaited on awaited.id = t.waits_for
         where t.post_id = any($1) and t.status = 'scheduled'
           and (awaited.status = 'published' or (awaited.status in ('failed', 'cancelled', 'missed') and t.on_failure <> 'hold'))
        """;

    private const string Update =
        """
        update post_targets t set content = n.content::json
          from unnest($1::uuid[], $2::text[]) as n (id, content) where t.id = n.id
        """;

    public async Task ReleaseAsync(Guid[] posts, CancellationToken cancellationToken)
    {
        await using var session = await dataSource.BeginAsync(Tenant.System, cancellationToken);
        var waiting = await ReadAsync(session, posts, cancellationToken);
        var ended = waiting.Select(End).ToList();
        var mail = outbox.Prepare(ended.Count == 0 ? [] : [new PublicationsReleased { Publications = [.. ended.Select(one => one.Released)] }]);
        await using var write = session.Batch();
        write.Add(Update, ended.Select(one => one.Released.PublicationId).ToArray(), ended.Select(one => StoredJson.Write(one.Content)).ToArray());
        mail.AddTo(write);
        await session.ExecuteAsync(write, cancellationToken);
        await session.CommitAsync(cancellationToken);
        mail.Committed();
    }

    private static async Task<List<Waiting>> ReadAsync(DatabaseSession session, Guid[] posts, CancellationToken cancellationToken)
    {
        await using var select = session.Batch();
        select.Add(PostStatuses.Lock, posts);
        select.Add(Select, posts);
        await using var reader = await session.ReadAsync(select, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        List<Waiting> waiting = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            waiting.Add(new Waiting(
                new ReleasedPublication
                {
                    PublicationId = reader.GetGuid(0),
                    PostId = reader.GetGuid(1),
                    WorkspaceId = reader.GetGuid(2),
                    Platform = reader.GetString(3),
                    AccountId = reader.GetGuid(4),
                    AccountName = reader.GetTextOrNull(5),
                    WaitedFor = reader.GetGuid(10),
                    DueAt = reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6),
                },
                StoredJson.Read<PostContent>(reader.GetString(7)),
                reader.GetString(8),
                reader.GetTextOrNull(9),
                reader.GetString(11),
                reader.GetString(12) == PublicationStatus.Published,
                reader.GetTextOrNull(13)));
        }

        return waiting;
    }

    private static (ReleasedPublication Released, PostContent Content) End(Waiting one)
    {
        var needsUrl = Placeholders.IsIn(one.Content, one.AwaitedPlatform);
        var url = one.IsPublished ? one.AwaitedUrl ?? one.FallbackUrl : one.FallbackUrl;
        var because = one switch
        {
            { IsPublished: false, OnFailure: DependencyFailures.Drop } => $"It was not to leave without {one.AwaitedPlatform}, where the post was not published.",
            _ when needsUrl && url is null => $"Its text needs the address of the post at {one.AwaitedPlatform}, which gave none.",
            _ => null,
        };
        return because is null && needsUrl
            ? (one.Released, Placeholders.Fill(one.Content, one.AwaitedPlatform, url!))
            : (one.Released with { DroppedBecause = because }, one.Content);
    }

    private sealed record Waiting(
        ReleasedPublication Released, PostContent Content, string OnFailure, string? FallbackUrl, string AwaitedPlatform, bool IsPublished, string? AwaitedUrl);
}
