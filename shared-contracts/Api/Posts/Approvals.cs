namespace ContentMultiplier.Contracts.Api.Posts;

/// <summary><c>POST /api/posts/{id}/approvals</c>. With <c>If-Match</c> it is about the post as it was read.</summary>
/// <param name="Decision"><c>approved</c> or <c>rejected</c>; a later decision takes the place of an earlier one.</param>
public sealed record DecideApprovalRequest(string Decision, string? Comment = null);

/// <param name="IsCurrent">About the post as it stands; an edit makes it void.</param>
public sealed record ApprovalResponse(Guid Id, Guid UserId, string Decision, string? Comment, bool IsCurrent, DateTimeOffset CreatedAt);

/// <summary>A page of what was decided about a post, newest first, and what follows from it.</summary>
/// <param name="Required">The workspace publishes nothing without approval.</param>
/// <param name="State">Of the post as it stands: <c>approved</c>, <c>rejected</c> or <c>pending</c>.</param>
public sealed record ApprovalsResponse(bool Required, string State, IReadOnlyList<ApprovalResponse> Items, string? NextCursor);
