using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Results.Publications;

/// <summary>What a person who looked at the platform says about an unknown outcome.</summary>
internal sealed partial class Publication
{
    /// <summary>The worker's call may still be under way, or the platform is still being read.</summary>
    public bool IsBeingLookedFor => Status == PublicationStatus.Unknown && DeadlineAt is not null;

    /// <summary>It is there. Parts of a thread that were not sent yet stay unsent: the person's word is about the whole.</summary>
    public void ResolvePublished(string externalId, string externalUrl, DateTimeOffset now)
    {
        OpenStep?.Complete(new StepResult { Name = OpenStep.Name, State = StepStates.Accepted, ExternalId = externalId, Detail = "seen by a person" }, now);
        if (!Stands)
        {
            Stand(externalId, externalUrl);
        }

        SettleAsItStands(now);
    }

    /// <summary>It is not there: another attempt, now.</summary>
    public void ResolveAbsent(DateTimeOffset now, ResultsOptions options)
    {
        OpenStep?.Complete(new StepResult { Name = OpenStep.Name, State = StepStates.NotSent, Detail = "not there, says a person" }, now);
        Failures = 0;
        NotAfter = now + options.Lifetime;
        TryAgain(now, now, options);
    }

    /// <summary>Nobody wants to know any more. Not failed, because failed ones are sent again by a retry.</summary>
    public void ResolveAbandoned(DateTimeOffset now)
    {
        if (Stands)
        {
            SettleAsItStands(now);
            return;
        }

        NextTryAt = null;
        Explain(FailureCategories.LostAnswer, Detail, "It was given up by a person; nobody knows whether it is there.");
        MoveTo(PublicationStatus.Cancelled, null);
        Announce();
    }
}
