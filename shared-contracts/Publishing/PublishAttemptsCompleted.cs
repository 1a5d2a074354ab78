using System.Text.Json;

namespace ContentMultiplier.Contracts.Publishing;

/// <summary>
/// Event: attempts that came to their end, whatever end. A worker sends the ones of a few milliseconds together,
/// because messages, not bytes, are what the broker costs. Posts ends an attempt so that it refuses to command.
/// </summary>
public sealed record PublishAttemptsCompleted
{
    public required string Platform { get; init; }
    public required IReadOnlyList<AttemptOutcome> Outcomes { get; init; }
}

/// <summary>The end of one attempt, with the steps whose end results has not been told yet.</summary>
public sealed record AttemptOutcome
{
    public required Guid PublicationId { get; init; }
    public required int Attempt { get; init; }

    /// <summary>The fence that the claim handed out; 0 when the attempt ended before any claim.</summary>
    public required long Fence { get; init; }

    /// <summary>One of <see cref="AttemptResults"/>.</summary>
    public required string Result { get; init; }

    public IReadOnlyList<StepResult> Steps { get; init; } = [];

    /// <summary>Of the post; also where it stands and only what goes with it, such as its first comment, is not there.</summary>
    public string? ExternalId { get; init; }
    public string? ExternalUrl { get; init; }

    /// <summary>One of <see cref="FailureCategories"/>, unless published.</summary>
    public string? Category { get; init; }

    /// <summary>What happened, for people; free of secrets. Of one that is published, what did not work beside it.</summary>
    public string? Detail { get; init; }

    /// <summary>What a person can do about it.</summary>
    public string? Action { get; init; }

    public bool IsRetryable { get; init; }

    /// <summary>The platform's word on when to come back; of one that is published, when the account's next call would be taken.</summary>
    public DateTimeOffset? RetryNotBefore { get; init; }

    /// <summary><see cref="RetryNotBefore"/> is for every account of the platform's application.</summary>
    public bool IsForApplication { get; init; }

    /// <summary>
    /// <see cref="RetryNotBefore"/> is of another call than the one that posts, such as an upload: what the account publishes without it goes on.
    /// </summary>
    public bool IsForOtherCalls { get; init; }

    /// <summary>With the category <see cref="FailureCategories.Late"/>: until when a person can say that it is still wanted.</summary>
    public DateTimeOffset? AnswerBefore { get; init; }

    public required DateTimeOffset StartedAt { get; init; }
    public required DateTimeOffset CompletedAt { get; init; }
}

public static class AttemptResults
{
    public const string Published = "published";
    public const string Failed = "failed";
    public const string Unknown = "unknown";
}

/// <summary>The end of one step: a call that must not happen twice.</summary>
public sealed record StepResult
{
    public required string Name { get; init; }

    /// <summary>One of <see cref="StepStates"/>, never <see cref="StepStates.Intent"/>.</summary>
    public required string State { get; init; }

    /// <summary>What the call answered, as the publisher wants it back on replay.</summary>
    public JsonElement? Value { get; init; }

    public string? ExternalId { get; init; }
    public string? Detail { get; init; }
}

public static class StepStates
{
    /// <summary>About to be called, or being called.</summary>
    public const string Intent = "intent";

    /// <summary>The platform has it.</summary>
    public const string Accepted = "accepted";

    /// <summary>The platform said no.</summary>
    public const string Refused = "refused";

    /// <summary>The request did not leave in full: safe to call again.</summary>
    public const string NotSent = "not_sent";

    /// <summary>The request left and the answer did not come.</summary>
    public const string Unknown = "unknown";
}
