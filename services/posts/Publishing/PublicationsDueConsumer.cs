using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Contracts.Scheduling;
using ContentMultiplier.Posts.Approvals;
using ContentMultiplier.Posts.Posts;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using MassTransit;
using Npgsql;

namespace ContentMultiplier.Posts.Publishing;

/// <summary>
/// Sends what has come due, unless its workspace asks for an approval that it does not have (any more). The same event twice sends the same attempt twice, which is harmless: results grants an
/// attempt to one worker, once.
/// </summary>
internal sealed class PublicationsDueConsumer(NpgsqlDataSource dataSource, Outbox outbox, TimeProvider clock)
    : IConsumer<Batch<PublicationsDue>>
{
    private static readonly string Select =
        $"""
        update post_targets t
           set status = case when t.status = 'scheduled' then 'queued' else t.status end, updated_at = $4
          from unnest($1::uuid[], $2::int[], $3::timestamptz[]) as due (id, attempt, due_at)
         where t.id = due.id and t.status not in ('draft', 'published', 'cancelled', 'missed')
        returning t.id, t.post_id, t.workspace_id, t.platform, t.account_id, t.content_type, t.content, t.options, due.attempt, due.due_at,
                  case when {ApprovalRule.Breaks("t.workspace_id", "t.post_id", "t.content_hash")}
                       then (select p.content_hash is distinct from t.content_hash from posts p where p.id = t.post_id) end
        """;

    /// <summary>Where the row says that it must not go: null when it may, else whether the post is another than the one that was to go.</summary>
    private const int Refusal = 10;

    public async Task Consume(ConsumeContext<Batch<PublicationsDue>> context)
    {
        var cancellationToken = context.CancellationToken;

        // A statement updates a row once, so of several attempts that are due together the last one goes.
        List<DuePublication> due =
        [
            .. context.Message.SelectMany(message => message.Message.Publications)
                .GroupBy(publication => publication.PublicationId)
                .Select(attempts => attempts.MaxBy(publication => publication.Attempt)!),
        ];
        var posts = due.Select(publication => publication.PostId).Distinct().ToArray();
        var now = clock.GetUtcNow();

        await using var session = await dataSource.BeginAsync(Tenant.System, cancellationToken);
        List<PublishPost> commands = [];
        var refusals = new UnapprovedPublications(now);
        await using (var locked = session.Batch())
        {
            locked.Add(PostStatuses.Lock, posts);
            await session.ExecuteAsync(locked, cancellationToken);
        }

        await using (var select = session.Batch())
        {
            select.Add(
                Select,
                due.Select(publication => publication.PublicationId).ToArray(),
                due.Select(publication => publication.Attempt).ToArray(),
                due.Select(publication => publication.DueAt.ToUniversalTime()).ToArray(),
                now);
            await using var reader = await session.ReadAsync(select, cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var command = Read(reader);
                if (reader.IsDBNull(Refusal))
                {
                    commands.Add(command);
                }
                else
                {
                    refusals.Add(command, isChanged: reader.GetBoolean(Refusal));
                }
            }
        }

        var mail = outbox.Prepare([.. commands, .. refusals.Outcomes()]);
        await using var write = session.Batch();
        write.Add(PostStatuses.Recompute, posts, now);
        mail.AddTo(write);
        await session.ExecuteAsync(write, cancellationToken);
        await session.CommitAsync(cancellationToken);
        mail.Committed();
    }

    private static PublishPost Read(NpgsqlDataReader reader) => new()
    {
        PublicationId = reader.GetGuid(0),
        PostId = reader.GetGuid(1),
        WorkspaceId = reader.GetGuid(2),
        Platform = reader.GetString(3),
        AccountId = reader.GetGuid(4),
        ContentType = reader.IsDBNull(5) ? null : reader.GetString(5),
        Content = StoredJson.Read<PostContent>(reader.GetString(6)),
        Options = StoredJson.ReadElement(reader.IsDBNull(7) ? null : reader.GetString(7)),
        Attempt = reader.GetInt32(8),
        NotAfter = reader.GetFieldValue<DateTimeOffset>(9) + PublicationLimits.Patience,
    };
}
