namespace ContentMultiplier.Posts.Approvals;

internal static class ApprovalDecisions
{
    public const string Approved = "approved";
    public const string Rejected = "rejected";

    /// <summary>Nobody has decided about the post as it stands.</summary>
    public const string Pending = "pending";
}
