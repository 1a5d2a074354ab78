using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Results.Publications;

/// <summary>The time at which it was to leave: moved, or passed without it.</summary>
internal sealed partial class Publication
{
    /// <summary>Its time has passed, and a person is to say whether it is still wanted.</summary>
    public bool IsHeld => Status == PublicationStatus.Scheduled && Category == FailureCategories.Late;

    /// <summary>An earlier move that arrives later changes nothing, and nothing moves what has begun.</summary>
    public void Move(DateTimeOffset dueAt, int number, ResultsOptions options)
    {
        if (number <= Moves || Status != PublicationStatus.Scheduled || Attempt != 1)
        {
            return;
        }

        Moves = number;
        DueAt = dueAt;
        NotAfter = dueAt + options.Lifetime;
        MoveTo(PublicationStatus.Scheduled, dueAt + options.QueuePatience);
    }

    /// <summary>True when it is sent because of this very call.</summary>
    public bool Resume(DateTimeOffset now, ResultsOptions options)
    {
        if (!IsHeld)
        {
            return false;
        }

        Explain(null, null, null);
        NotAfter = now + options.Lifetime;
        TryAgain(now, now, options);
        return true;
    }

    private void BeLate(AttemptOutcome outcome)
    {
        if (outcome is { Category: FailureCategories.Late, AnswerBefore: { } until })
        {
            var isNews = !IsHeld;
            Explain(outcome.Category, outcome.Detail, outcome.Action);
            MoveTo(PublicationStatus.Scheduled, until);
            if (isNews)
            {
                Announce();
            }
        }
        else
        {
            Miss(outcome.Detail);
        }
    }

    private void Miss(string? detail)
    {
        Explain(FailureCategories.Missed, detail, "Publish it again if it is still wanted.");
        NextTryAt = null;
        MoveTo(PublicationStatus.Missed, null);
        Announce();
    }
}
