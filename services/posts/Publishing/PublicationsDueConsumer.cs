using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Contracts.Scheduling;
using ContentMultiplier.Posts.Approvals;
using ContentMultiplier.Posts.Data;
using ContentMultiplier.Posts.Posts;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using MassTransit;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContentMultiplier.Posts.Publishing;

/// <summary>
/// Sends what has come due, unless it is too late for it, or its workspace asks for an approval that it does not have (any more).
/// Lateness is judged here, at the last moment, so that whoever was away counts: scheduler, broker or posts. The same event twice sends the same attempt twice, which is harmless: results grants an
/// attempt to one worker, once.
/// </summary>
internal sealed class PublicationsDueConsumer(NpgsqlDataSource dataSource, Outbox outbox, TimeProvider clock, IOptions<LateOptions> late)
    : IConsumer<Batch<PublicationsDue>>
{
    /// <summary>What a person decided. A due time may be later than that: it is asked again for what nobody took.</summary>
    private const string PlannedFor = "coalesce(due.moved_to, t.due_at, due.due_at)";

    /// <summary>Further attempts are not planned by anybody.</summary>
    private const string IsLate =
        $"""
         (due.attempt = 1 and clock_timestamp() - {PlannedFor} > case t.late_action
            when 'skip' then coalesce(t.late_window, $6) when 'ask' then $6 else coalesce(t.late_window, $7) end)
         """;

    private static readonly string Select =
        $"""
        update post_targets t
           set status = case when t.status = 'scheduled' and not {IsLate} then 'queued' else t.status end, updated_at = $4
          from unnest($1::uuid[], $2::int[], $3::timestamptz[], $5::timestamptz[]) as due (id, attempt, due_at, moved_to)
         where t.id = due.id and t.status not in ('draft', 'published', 'cancelled', 'missed')
        returning t.id, t.post_id, t.workspace_id, t.platform, t.account_id, t.content_type, t.content, t.options, due.attempt, due.due_at,
                  case when {ApprovalRule.Breaks("t.workspace_id", "t.post_id", "t.content_hash")}
                       then (select p.content_hash is distinct from t.content_hash from posts p where p.id = t.post_id) end,
                  t.status = 'scheduled', t.late_action, t.late_window, {PlannedFor}, t.account_name
        """;

    /// <summary>Where the row says that it must not go: null when it may, else whether the post is another than the one that was to go.</summary>
    private const int Refusal = 10;

    /// <summary>Still scheduled although it is due.</summary>
    private const int Late = 11;

    private const int AccountName = 15;

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
        var tooLate = new LatePublications(now, late.Value);
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
                now,
                due.Select(publication => publication.MovedTo?.ToUniversalTime()).ToArray(),
                late.Value.Grace,
                late.Value.Window);
            await using var reader = await session.ReadAsync(select, cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var command = Read(reader);
                if (reader.GetBoolean(Late))
                {
                    tooLate.Add(
                        command, reader.GetTextOrNull(Late + 1), reader.IsDBNull(Late + 2) ? null : reader.GetFieldValue<TimeSpan>(Late + 2),
                        reader.GetFieldValue<DateTimeOffset>(Late + 3));
                }
                else if (reader.IsDBNull(Refusal))
                {
                    commands.Add(command);
                }
                else
                {
                    refusals.Add(command, isChanged: reader.GetBoolean(Refusal));
                }
            }
        }

        var mail = outbox.Prepare([.. commands, .. refusals.Outcomes(), .. tooLate.Outcomes()]);
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
        AccountName = reader.GetTextOrNull(AccountName),
        ContentType = reader.IsDBNull(5) ? null : reader.GetString(5),
        Content = StoredJson.Read<PostContent>(reader.GetString(6)),
        Options = StoredJson.ReadElement(reader.IsDBNull(7) ? null : reader.GetString(7)),
        Attempt = reader.GetInt32(8),
        NotAfter = reader.GetFieldValue<DateTimeOffset>(9) + PublicationLimits.Patience,
    };
}
