using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Results.Restores;
using ContentMultiplier.ServiceDefaults;

namespace ContentMultiplier.Results.Publications;

/// <summary>
/// After a restore: what is about to be sent may stand at the platform already, from the time that the databases have forgotten. It is
/// taken for a call whose answer was lost, so that everything that holds for those holds here.
/// </summary>
internal sealed partial class Publication
{
    /// <summary>True when the call must not be made: its step is open now, and waits for a reading or a person.</summary>
    private bool IsDoubted(StepIntent intent, IReadOnlyList<Restore> restores, DateTimeOffset now, ResultsOptions options)
    {
        var known = Steps.Find(step => step.Name == intent.Name);
        var forgotten = restores.Where(restore => MayHaveBeenSentBefore(restore) && !IsSettledSince(restore, known)).ToList();
        if (known?.State == StepStates.Accepted || forgotten.Count == 0 || !TryOpen(intent, forgotten.Min(restore => restore.BackupAt)))
        {
            return false;
        }

        OpenStep!.Complete(new StepResult { Name = intent.Name, State = StepStates.Unknown, Detail = "may have been sent before a restore" }, now);
        LoseAnswer("The databases were restored from a backup; the platform may have it from the time in between.", now, options);
        return true;
    }

    private bool MayHaveBeenSentBefore(Restore restore) =>
        TimedId.MillisecondsOf(Id) < restore.RestoredAt.ToUnixTimeMilliseconds() && (DueAt is not { } due || due < restore.RestoredAt);

    /// <summary>
    /// This step was looked for since, or one that comes before it was not there, or was sent since: then this one cannot be there. Only a
    /// step that was announced with what it looks like is a call of that kind; uploads, for one, come before everything.
    /// </summary>
    private bool IsSettledSince(Restore restore, Step? known) =>
        known?.CompletedAt > restore.RestoredAt
        || Steps.Exists(step => step.State == StepStates.NotSent ? step.CompletedAt > restore.RestoredAt
            : step.Fingerprint is not null && step.StartedAt > restore.RestoredAt);
}
