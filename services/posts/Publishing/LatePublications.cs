using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Posts.Publishing;

/// <summary>What came due too late to leave, told to results as attempts that ended before anything was sent.</summary>
internal sealed class LatePublications(DateTimeOffset now, LateOptions options)
{
    private readonly List<(PublishPost Command, DateTimeOffset PlannedFor, DateTimeOffset? AnswerBefore)> _late = [];

    public void Add(PublishPost command, string? action, TimeSpan? window, DateTimeOffset plannedFor) =>
        _late.Add((command, plannedFor, options.AnswerBefore(action, window, plannedFor, now)));

    public IEnumerable<PublishAttemptsCompleted> Outcomes() =>
        from late in _late
        group late by late.Command.Platform into platform
        select new PublishAttemptsCompleted
        {
            Platform = platform.Key,
            Outcomes = [.. platform.Select(one => Outcome(one.Command, one.PlannedFor, one.AnswerBefore))],
        };

    private AttemptOutcome Outcome(PublishPost command, DateTimeOffset plannedFor, DateTimeOffset? answerBefore) => new()
    {
        PublicationId = command.PublicationId,
        Attempt = command.Attempt,
        Fence = 0,
        Result = AttemptResults.Failed,
        Category = answerBefore is null ? FailureCategories.Missed : FailureCategories.Late,
        Detail = $"It was to leave at {plannedFor:yyyy-MM-dd'T'HH:mm:ss'Z'}, and could not be sent before {now:yyyy-MM-dd'T'HH:mm:ss'Z'}.",
        Action = answerBefore is { } until
            ? $"Say before {until:yyyy-MM-dd'T'HH:mm:ss'Z'} with POST /api/publishing/resume/{command.PostId} that it is still wanted, or cancel it."
            : "Publish it again if it is still wanted.",
        AnswerBefore = answerBefore,
        StartedAt = now,
        CompletedAt = now,
    };
}
