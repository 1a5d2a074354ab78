using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Posts.Approvals;

/// <summary>
/// What came due and must not go, told to results as attempts that ended before anything was sent: so it shows in the
/// status like every other failure, with what to do about it.
/// </summary>
internal sealed class UnapprovedPublications(DateTimeOffset now)
{
    private const string Changed = "The post is not any more what was to be sent, and the workspace publishes nothing without approval.";
    private const string Unapproved = "The workspace publishes nothing without approval, and the post has none as it stands.";
    private const string PublishAgain = "Have the post approved as it stands, then publish it again.";
    private const string Retry = "Have the post approved, then retry it.";

    private readonly List<(PublishPost Command, bool IsChanged)> _refused = [];

    /// <param name="isChanged">The post was edited since, or what was to be sent was never all in it.</param>
    public void Add(PublishPost command, bool isChanged) => _refused.Add((command, isChanged));

    public IEnumerable<PublishAttemptsCompleted> Outcomes() =>
        from refused in _refused
        group refused by refused.Command.Platform into platform
        select new PublishAttemptsCompleted
        {
            Platform = platform.Key,
            Outcomes = [.. platform.Select(one => Outcome(one.Command, one.IsChanged))],
        };

    private AttemptOutcome Outcome(PublishPost command, bool isChanged) => new()
    {
        PublicationId = command.PublicationId,
        Attempt = command.Attempt,
        Fence = 0,
        Result = AttemptResults.Failed,
        Category = FailureCategories.NotApproved,
        Detail = isChanged ? Changed : Unapproved,
        Action = isChanged ? PublishAgain : Retry,
        StartedAt = now,
        CompletedAt = now,
    };
}
