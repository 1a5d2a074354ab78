using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Results.Publications;

/// <summary>
/// Workers that die while they have it. Of many that one process had in hand nobody can say which one it was; so the last try is given
/// to a process that does nothing else meanwhile: what ends that one is guilty, and what stood beside it before goes on.
/// </summary>
internal sealed partial class Publication
{
    private const int MostCrashes = 3;

    private bool IsForALoneWorker => Crashes >= MostCrashes - 1;

    /// <summary>The platform has not got what was under way when the last one died.</summary>
    private void TryAgainAfterCrash(DateTimeOffset now, ResultsOptions options)
    {
        if (Crashes < MostCrashes)
        {
            TryAgain(now, now, options);
        }
        else
        {
            GiveUp(
                FailureCategories.Internal,
                $"The platform's worker died {MostCrashes} times while it had this one; it is not tried again by itself.",
                "Retry it, and look into the worker's log if it fails again.",
                now);
        }
    }
}
