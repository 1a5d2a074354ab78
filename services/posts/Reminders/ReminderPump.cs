using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Posts.Data;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContentMultiplier.Posts.Reminders;

/// <summary>
/// Reminds results of publications that have not ended. A message that the broker took can still be lost there (a purge, a queue
/// that was deleted, a disk): what the tables say is then said again, and whoever has heard it already changes nothing.
/// </summary>
internal sealed class ReminderPump(
    NpgsqlDataSource dataSource, Outbox outbox, TimeProvider clock, IOptions<ReminderOptions> options, ILogger<ReminderPump> logger)
    : DuePump(clock, logger)
{
    private const int BatchSize = 200;

    /// <summary>Under load something is due at every moment, and a reminder bears a second: those are looked at together.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _clock = clock;

    /// <summary>What is planned is looked at soon after it was accepted, and then not before its time.</summary>
    private const string Claim =
        $"""
        with due as (
            select post_id from unsettled_posts where check_at <= $1 order by check_at limit $2 for update skip locked
        ), living as (
            select t.post_id, min(case when t.status = 'scheduled' then greatest(t.due_at, $1) else $1 end) as at
              from due join post_targets t on t.post_id = due.post_id
             where t.status in {UnsettledPosts.Living}
             group by t.post_id
        ), settled as (
            delete from unsettled_posts u using due
             where u.post_id = due.post_id and not exists (select from living where living.post_id = due.post_id)
            returning u.post_id
        ), unsettled as (
            update unsettled_posts u set checks = u.checks + 1, check_at = living.at + least($3 * 2 ^ least(u.checks + 1, 20), interval '1 hour')
              from living where u.post_id = living.post_id
            returning u.post_id
        )
        select post_id, true from unsettled union all select post_id, false from settled
        """;

    private const string Select =
        $"""
        select t.post_id, t.workspace_id, t.id, t.platform, t.account_id, t.account_name, t.content_type, t.due_at, t.waits_for
          from post_targets t
         where t.post_id = any($1) and t.status in {UnsettledPosts.Living}
         order by t.post_id, t.id
        """;

    private const string Next = "select min(check_at) from unsettled_posts";

    protected override async Task<DateTimeOffset?> PumpAsync(CancellationToken cancellationToken)
    {
        while (await RemindAsync(cancellationToken) == BatchSize)
        {
        }

        await using var batch = dataSource.CreateTenantBatch(Tenant.System);
        batch.Add(Next);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var soonest = _clock.GetUtcNow() + Pause;
        return reader.IsDBNull(0) ? null : reader.GetFieldValue<DateTimeOffset>(0) is var next && next > soonest ? next : soonest;
    }

    /// <returns>How many posts it looked at.</returns>
    private async Task<int> RemindAsync(CancellationToken cancellationToken)
    {
        await using var session = await dataSource.BeginAsync(Tenant.System, cancellationToken);
        var (looked, unsettled) = await ClaimAsync(session, cancellationToken);
        if (looked == 0)
        {
            return 0;
        }

        var posts = await ReadAsync(session, unsettled, cancellationToken);
        var mail = outbox.Prepare(posts.Count == 0 ? [] : [new PublicationsAwaited { Posts = posts }]);
        await using var write = session.Batch();
        mail.AddTo(write);
        if (write.BatchCommands.Count > 0)
        {
            await session.ExecuteAsync(write, cancellationToken);
        }

        await session.CommitAsync(cancellationToken);
        mail.Committed();
        return looked;
    }

    private async Task<(int Looked, Guid[] Unsettled)> ClaimAsync(DatabaseSession session, CancellationToken cancellationToken)
    {
        await using var claim = session.Batch();
        claim.Add(Claim, _clock.GetUtcNow(), BatchSize, options.Value.After);
        await using var reader = await session.ReadAsync(claim, cancellationToken);
        List<(Guid Post, bool IsUnsettled)> posts = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            posts.Add((reader.GetGuid(0), reader.GetBoolean(1)));
        }

        return (posts.Count, [.. posts.Where(post => post.IsUnsettled).Select(post => post.Post)]);
    }

    private static async Task<List<AwaitedPost>> ReadAsync(DatabaseSession session, Guid[] posts, CancellationToken cancellationToken)
    {
        await using var select = session.Batch();
        select.Add(Select, posts);
        await using var reader = await session.ReadAsync(select, cancellationToken);
        List<(Guid Post, Guid Workspace, RequestedPublication Publication)> rows = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add((reader.GetGuid(0), reader.GetGuid(1), new RequestedPublication
            {
                PublicationId = reader.GetGuid(2),
                Platform = reader.GetString(3),
                AccountId = reader.GetGuid(4),
                AccountName = reader.GetTextOrNull(5),
                ContentType = reader.GetTextOrNull(6),
                DueAt = reader.IsDBNull(7) ? null : reader.GetFieldValue<DateTimeOffset>(7),
                WaitsFor = reader.IsDBNull(8) ? null : reader.GetGuid(8),
            }));
        }

        return
        [
            .. rows.GroupBy(row => (row.Post, row.Workspace)).Select(post => new AwaitedPost
            {
                PostId = post.Key.Post,
                WorkspaceId = post.Key.Workspace,
                Publications = [.. post.Select(row => row.Publication)],
            }),
        ];
    }
}
