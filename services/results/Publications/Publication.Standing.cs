using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Results.Publications;

/// <summary>
/// What is at the platform already although the publication goes on. Ended as anything else than what it is, somebody would publish it
/// again, and it would stand there twice.
/// </summary>
internal sealed partial class Publication
{
    /// <summary>The post is there, and only what goes with it, such as its first comment, is not.</summary>
    private bool Stands => ExternalId is not null && Status != PublicationStatus.Published;

    /// <summary>Something that the platform gave an id to: uploads have none.</summary>
    private bool StandsInPart => Steps.Exists(step => step is { State: StepStates.Accepted, ExternalId: not null });

    /// <summary>Nothing that was begun is missing, and only a worker knows whether there was to be more.</summary>
    private bool MayStand => StandsInPart && Steps.TrueForAll(step => step.State == StepStates.Accepted);

    /// <summary>Its worker says that the post is there; it goes on with the rest.</summary>
    private void Stand(string externalId, string? externalUrl)
    {
        if (Status != PublicationStatus.Published)
        {
            ExternalId = Clip.Text(externalId, 500);
            ExternalUrl = Clip.Text(externalUrl, 2000);
            Effects.IsDirty = true;
        }
    }

    /// <summary>Published, without what was to go with it.</summary>
    /// <param name="because">For people: why that is not there.</param>
    private void PublishAsItStands(string because, DateTimeOffset now)
    {
        var missing = Steps.Where(step => step.State != StepStates.Accepted).MaxBy(step => step.Ordinal);
        var ended = Effects.EndedAttempts.Find(attempt => attempt.Number == Attempt);
        Effects.EndedAttempts.RemoveAll(attempt => attempt.Number == Attempt);
        Effects.EndedAttempts.Add(new Attempt
        {
            PublicationId = Id,
            WorkspaceId = WorkspaceId,
            Number = Attempt,
            Result = AttemptResults.Published,
            Detail = Clip.Text($"The post stands. Its {missing?.Name ?? "addition"} was not made: {because}", MaxDetail),
            StartedAt = ended?.StartedAt ?? now,
            CompletedAt = ended?.CompletedAt ?? now,
        });
        SettleAsItStands(now);
    }

    private static string ReasonOf(AttemptOutcome outcome) => outcome.Action is { } action ? $"{outcome.Detail} {action}" : $"{outcome.Detail}";

    private void SettleAsItStands(DateTimeOffset now)
    {
        PublishedAt = Steps.Where(step => step is { State: StepStates.Accepted, ExternalId: not null }).Max(step => step.CompletedAt) ?? now;
        NextTryAt = null;
        Explain(null, null, null);
        MoveTo(PublicationStatus.Published, null);
        Announce();
    }

    /// <summary>Not failed, because failed ones are published anew, beside what the platform has already.</summary>
    private void LookWhatBecameOfIt(string? category, string? detail)
    {
        Explain(category, detail, "The platform has it, or some of it, already; look there what became of it.");
        NextTryAt = null;
        MoveTo(PublicationStatus.Unknown, null);
        Announce();
    }
}
