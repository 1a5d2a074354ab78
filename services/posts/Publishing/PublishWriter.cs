using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Contracts.Scheduling;
using ContentMultiplier.Posts.Approvals;
using ContentMultiplier.Posts.Media;
using ContentMultiplier.Posts.Posts;
using ContentMultiplier.Posts.Reminders;
using ContentMultiplier.ServiceDefaults.Idempotency;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContentMultiplier.Posts.Publishing;

/// <summary>
/// Stores a plan: the idempotency key, the post, its publications and the messages they cause, in one round trip that is
/// one transaction. It is all there or none of it is.
/// </summary>
internal sealed class PublishWriter(NpgsqlDataSource dataSource, Outbox outbox, IOptions<ReminderOptions> reminders)
{
    private const string InsertTargets =
        """
        insert into post_targets (id, post_id, workspace_id, platform, account_id, account_name, content_type, content, options,
                                  status, due_at, created_at, updated_at, content_hash, late_action, late_window,
                                  waits_for, on_failure, fallback_url)
        select t.id, $1, $2, t.platform, t.account_id, t.account_name, t.content_type, t.content::json, t.options::json, t.status, t.due_at, $4, $4, $12,
               $13::text, $14::interval, t.waits_for, t.on_failure, t.fallback_url
          from unnest($5::uuid[], $6::text[], $7::uuid[], $8::text[], $9::text[], $10::text[], $11::text[], $15::timestamptz[], $3::text[],
                      $16::uuid[], $17::text[], $18::text[])
               as t (id, platform, account_id, account_name, content_type, content, options, due_at, status, waits_for, on_failure, fallback_url)
        """;

    private const string TakeAfter =
        "update posts p set authors = t.authors, metadata = t.metadata from posts t where p.id = $1 and t.id = $2";

    private const string TakeApproval =
        """
        insert into approvals (id, post_id, workspace_id, user_id, decision, comment, content_hash, created_at)
        select gen_random_uuid(), p.id, a.workspace_id, a.user_id, a.decision, a.comment, a.content_hash, a.created_at
          from approvals a join posts p on p.id = $1 and p.content_hash = a.content_hash
         where a.post_id = $2 order by a.seq desc limit 1
        """;

    private const string DropDrafts =
        "delete from post_targets where post_id = $1 and superseded_by is null and status = 'draft'";

    private const string Supersede =
        """
        update post_targets old set superseded_by = new.id, updated_at = $2
          from unnest($3::uuid[], $4::uuid[]) as new (id, account_id)
         where old.post_id = $1 and old.account_id = new.account_id and old.superseded_by is null
           and old.status in ('failed', 'cancelled', 'missed')
        """;

    private const string WaitForNew =
        """
        update post_targets t set waits_for = old.superseded_by from post_targets old
         where old.post_id = $1 and old.superseded_by = any($2::uuid[]) and t.post_id = $1 and t.waits_for = old.id
        """;

    public async Task WriteAsync(
        PublishPlan plan, IdempotentRequest? idempotent, StoredAnswer answer, CancellationToken cancellationToken)
    {
        var mail = outbox.Prepare([.. MessagesOf(plan), .. HeldBy(plan)]);
        await using var batch = dataSource.CreateTenantBatch(Tenant.Workspace(plan.WorkspaceId));

        // First, so that a repeated request waits here and costs nothing more.
        IdempotencyKeys.AddTo(batch, idempotent, answer, plan.Now);
        if (plan.NewPost is not null)
        {
            if (plan.CopyOf is null)
            {
                AddRule(batch, plan);
            }

            batch.AddPost(plan.PostId, plan.WorkspaceId, plan.PostStatus, plan.NewPost, plan.UserId, plan.Now);
            if (plan.CopyOf is { } template)
            {
                batch.Add(TakeAfter, plan.PostId, template);
                batch.Add(TakeApproval, plan.PostId, template);
                AddRule(batch, plan);
            }

            AddTargets(batch, plan);
        }
        else
        {
            Guid[] posts = [plan.PostId];
            batch.Add(PostStatuses.Lock, posts);
            AddRule(batch, plan);
            batch.Add(DropDrafts, plan.PostId);
            batch.Add(Supersede, plan.PostId, plan.Now, Column(plan, one => one.Id), Column(plan, one => one.Account.Id));
            batch.Add(WaitForNew, plan.PostId, Column(plan, one => one.Id));
            AddTargets(batch, plan);
            batch.Add(PostStatuses.Recompute, posts, plan.Now);
        }

        if (plan.Status != PublicationStatus.Draft)
        {
            UnsettledPosts.Add(batch, plan.PostId, plan.Now + reminders.Value.After);
        }

        mail.AddTo(batch);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        mail.Committed();
    }

    /// <summary>Another request published the post to one of the accounts first.</summary>
    public static bool IsTaken(PostgresException exception) =>
        exception is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "post_targets_living" };

    /// <summary>The post was deleted after it was read.</summary>
    public static bool IsGone(PostgresException exception) => exception is { SqlState: PostgresErrorCodes.ForeignKeyViolation };

    private static void AddRule(NpgsqlBatch batch, PublishPlan plan)
    {
        if (plan.NeedsApproval)
        {
            batch.Add(ApprovalRule.Enforce, plan.WorkspaceId, plan.PostId, plan.SentHash);
        }
    }

    private static void AddTargets(NpgsqlBatch batch, PublishPlan plan) => batch.Add(
        InsertTargets,
        plan.PostId,
        plan.WorkspaceId,
        Column(plan, plan.StatusOf),
        plan.Now,
        Column(plan, one => one.Id),
        Column(plan, one => one.Account.Platform),
        Column(plan, one => one.Account.Id),
        Column(plan, one => one.Account.Name),
        Column(plan, one => one.ContentType),
        Column(plan, one => StoredJson.Write(one.Content)),
        Column(plan, one => StoredJson.Write(one.Options)),
        plan.SentHash,
        plan.LatePolicy?.Action,
        plan.LatePolicy?.WindowMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null,
        Column(plan, plan.DueAtOf),
        Column(plan, one => one.WaitsFor),
        Column(plan, one => one.WaitsFor is null ? null : one.DependsOn?.OnFailure ?? DependencyFailures.Hold),
        Column(plan, one => one.DependsOn?.FallbackUrl));

    private static IReadOnlyCollection<object> MessagesOf(PublishPlan plan) => plan.Status switch
    {
        PublicationStatus.Draft => [],
        PublicationStatus.Scheduled => [Requested(plan), Schedule(plan)],
        _ => [Requested(plan), .. Leaving(plan).Select(one => Command(plan, one))],
    };

    /// <summary>What waits for another is sent when that has ended.</summary>
    private static IEnumerable<PlannedPublication> Leaving(PublishPlan plan) => plan.Publications.Where(one => one.WaitsFor is null);

    /// <summary>What an existing post holds was said when it was written.</summary>
    private static IReadOnlyList<object> HeldBy(PublishPlan plan) =>
        plan.NewPost is { } post && MediaReferences.HeldBy(plan.PostId, plan.WorkspaceId, post, plan.Now) is { } held ? [held] : [];

    private static PublicationsRequested Requested(PublishPlan plan) => new()
    {
        PostId = plan.PostId,
        WorkspaceId = plan.WorkspaceId,
        By = plan.By,
        Publications =
        [
            .. plan.Publications.Select(one => new RequestedPublication
            {
                PublicationId = one.Id,
                Platform = one.Account.Platform,
                AccountId = one.Account.Id,
                AccountName = one.Account.Name,
                ContentType = one.ContentType,
                DueAt = plan.DueAtOf(one),
                WaitsFor = one.WaitsFor,
            }),
        ],
    };

    private static SchedulePublications Schedule(PublishPlan plan) => new()
    {
        IsPlan = true,
        Entries =
        [
            .. Leaving(plan).Select(one => new ScheduleEntry
            {
                PublicationId = one.Id,
                PostId = plan.PostId,
                WorkspaceId = plan.WorkspaceId,
                Platform = one.Account.Platform,
                AccountId = one.Account.Id,
                Attempt = 1,
                DueAt = plan.DueAtOf(one)!.Value,
            }),
        ],
    };

    private static PublishPost Command(PublishPlan plan, PlannedPublication one) => new()
    {
        PublicationId = one.Id,
        PostId = plan.PostId,
        WorkspaceId = plan.WorkspaceId,
        Platform = one.Account.Platform,
        AccountId = one.Account.Id,
        AccountName = one.Account.Name,
        Attempt = 1,
        ContentType = one.ContentType,
        Content = one.Content,
        Options = one.Options,
        NotAfter = plan.Now + PublicationLimits.Patience,
    };

    private static T[] Column<T>(PublishPlan plan, Func<PlannedPublication, T> value) => [.. plan.Publications.Select(value)];
}
