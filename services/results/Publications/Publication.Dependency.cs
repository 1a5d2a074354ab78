using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Results.Publications;

/// <summary>The wait for another publication of the same post. Posts says when it is over.</summary>
internal sealed partial class Publication
{
    private bool IsWaiting => Status == PublicationStatus.Scheduled && Category == FailureCategories.Waiting;

    /// <summary>It is sent at its time, or now when that has passed.</summary>
    public void Release(DateTimeOffset now, ResultsOptions options)
    {
        if (!IsWaiting)
        {
            return;
        }

        var at = DueAt > now ? DueAt.Value : now;
        Explain(null, null, null);
        NotAfter = at + options.Lifetime;
        MoveTo(at > now ? PublicationStatus.Scheduled : PublicationStatus.Queued, at + options.QueuePatience);
        Effects.WakeAt = at;
        Announce();
    }

    /// <summary>It is not wanted without the other one.</summary>
    public void Drop(string because)
    {
        if (!IsWaiting)
        {
            return;
        }

        Explain(FailureCategories.Dependency, because, "Publish it again if it is still wanted.");
        MoveTo(PublicationStatus.Cancelled, null);
        Announce();
    }

    /// <summary>No deadline: posts asks after it until it has ended, and releases it again when that news was lost.</summary>
    private void WaitForAnother()
    {
        Explain(FailureCategories.Waiting, "It leaves once the publication it depends on is published.", null);
        MoveTo(PublicationStatus.Scheduled, null);
    }
}
