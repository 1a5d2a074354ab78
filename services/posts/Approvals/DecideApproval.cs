using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Audit;
using ContentMultiplier.Posts.Posts;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace ContentMultiplier.Posts.Approvals;

internal static class DecideApproval
{
    private const int MaxComment = 2_000;

    /// <summary>Locked: the decision is about the row as it is read here, and two decisions have an order.</summary>
    private const string Find =
        $"""
         select {StoredPost.Columns}, xmin, $3 = any(authors),
                coalesce((select w.allow_self_approval from workspaces w where w.workspace_id = $2), false)
           from posts where id = $1 and workspace_id = $2 for no key update
         """;

    private const string Insert =
        """
        insert into approvals (id, post_id, workspace_id, user_id, decision, comment, content_hash, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    /// <summary>A post from before approvals has none yet.</summary>
    private const string KeepHash = "update posts set content_hash = $2 where id = $1 and content_hash is null";

    public static async Task<Results<Created<ApprovalResponse>, ProblemHttpResult>> HandleAsync(
        Guid id, DecideApprovalRequest request, CurrentUser user, NpgsqlDataSource dataSource, Outbox outbox, TimeProvider clock,
        HttpContext http, CancellationToken cancellationToken)
    {
        await using var session = await dataSource.BeginAsync(user.Tenant, cancellationToken);
        if (await ReadAsync(session, id, user, cancellationToken) is not { } seen)
        {
            return Problems.NotFound();
        }

        if (ProblemWith(request, seen, http.Request) is { } problem)
        {
            return problem;
        }

        var now = clock.GetUtcNow().ToMicroseconds();
        var comment = string.IsNullOrWhiteSpace(request.Comment) ? null : request.Comment;
        var approval = new ApprovalResponse(TimedId.Next(now), user.UserId, request.Decision, comment, IsCurrent: true, now);
        var mail = outbox.Prepare(Record(id, user, approval, http));
        await using var write = session.Batch();
        write.Add(KeepHash, id, seen.Hash);
        write.Add(Insert, approval.Id, id, user.WorkspaceId, approval.UserId, approval.Decision, approval.Comment, seen.Hash, now);
        mail.AddTo(write);
        await session.ExecuteAsync(write, cancellationToken);
        await session.CommitAsync(cancellationToken);
        mail.Committed();
        return TypedResults.Created($"/api/posts/{id}/approvals", approval);
    }

    private static async Task<SeenPost?> ReadAsync(DatabaseSession session, Guid id, CurrentUser user, CancellationToken cancellationToken)
    {
        await using var find = session.Batch();
        find.Add(Find, id, user.WorkspaceId, user.UserId);
        await using var reader = await session.ReadAsync(find, cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new SeenPost(
                ContentHash.Of(StoredPost.Read(reader)),
                reader.GetFieldValue<uint>(StoredPost.Count),
                IsOwn: reader.GetBoolean(StoredPost.Count + 1),
                MayApproveOwn: reader.GetBoolean(StoredPost.Count + 2))
            : null;
    }

    private static ProblemHttpResult? ProblemWith(DecideApprovalRequest request, SeenPost seen, HttpRequest http)
    {
        var errors = new ErrorBag();
        if (request.Decision is not (ApprovalDecisions.Approved or ApprovalDecisions.Rejected))
        {
            errors.Add("decision", "must be approved or rejected");
        }

        PostRules.Length(request.Comment, MaxComment, "comment", errors);
        if (errors.Any)
        {
            return Problems.Invalid(errors);
        }

        return request.Decision == ApprovalDecisions.Approved && seen is { IsOwn: true, MayApproveOwn: false }
            ? Problems.Problem(
                StatusCodes.Status403Forbidden, "own_post", "Nobody approves what they wrote themselves.",
                "You wrote or edited this post; another member has to approve it. An owner can allow it for the workspace (allow_self_approval).")
            : Preconditions.Check(http, seen.Version, required: false);
    }

    private static AuditRecorded Record(Guid postId, CurrentUser user, ApprovalResponse approval, HttpContext http) => new()
    {
        WorkspaceId = user.WorkspaceId,
        Action = approval.Decision == ApprovalDecisions.Approved ? "post.approve" : "post.reject",
        SubjectType = "post",
        SubjectId = postId.ToString(),
        By = http.Requester(),
        At = approval.CreatedAt,
    };

    private sealed record SeenPost(byte[] Hash, uint Version, bool IsOwn, bool MayApproveOwn);
}
