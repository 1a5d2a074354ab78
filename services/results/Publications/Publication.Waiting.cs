using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Results.Gates;

namespace ContentMultiplier.Results.Publications;

/// <summary>What happens without a worker: a deadline that passed, a reading of the platform, a person.</summary>
internal sealed partial class Publication
{
    private const string CannotBeReadBack = "The platform cannot be read back; look there whether it exists.";

    /// <summary>What a reading of the platform says about the open step.</summary>
    public void Reconcile(PublicationReconciled reconciled, DateTimeOffset now, ResultsOptions options)
    {
        if (Status != PublicationStatus.Unknown || reconciled.Reading != Readings
            || OpenStep is not { } step || step.Name != reconciled.Step)
        {
            return;
        }

        switch (reconciled.Finding)
        {
            case ReconcileFindings.Found when reconciled.Found is { } found:
                step.Complete(found with { Name = step.Name, State = StepStates.Accepted }, now);
                TryAgain(now, now, options);
                break;
            case ReconcileFindings.Absent when Readings >= options.ReconcileDelays.Length:
                step.Complete(new StepResult { Name = step.Name, State = StepStates.NotSent, Detail = "not found at the platform" }, now);
                TryAgainAfterCrash(now, options);
                break;
            case ReconcileFindings.Absent:
            case ReconcileFindings.Unreadable when now < NotAfter:
                DeadlineAt = now + options.ReadAgainAfter(Readings);
                Effects.IsDirty = true;
                break;
            case ReconcileFindings.Blind or ReconcileFindings.Unreadable:
                NeedsAPerson(CannotBeReadBack);
                break;
            default:
                NeedsAPerson("Several posts at the platform fit; look which one it is.");
                break;
        }
    }

    /// <summary>The deadline has passed: somebody died, a message was lost, or it is time to read the platform.</summary>
    /// <param name="gate">What is closed before it.</param>
    public void Overdue(bool canReconcile, DateTimeOffset now, ResultsOptions options, Gate? gate = null)
    {
        if (gate is not null && Status is PublicationStatus.Queued or PublicationStatus.Scheduled && !IsHeld && !HasBegun)
        {
            StayBehind(gate, now, options);
            return;
        }

        switch (Status)
        {
            case PublicationStatus.Queued when IsHeldBack:
                LeaveGate(now, options);
                break;
            case PublicationStatus.Scheduled when IsHeld:
                Miss("Its time passed while it could not be sent, and nobody said in time that it was still wanted.");
                break;
            case PublicationStatus.Scheduled when now >= NotAfter && Attempt == 1:
                Miss("Its time passed while it could not be sent.");
                break;
            case PublicationStatus.Queued or PublicationStatus.Scheduled when now >= NotAfter:
                Expire(now);
                break;
            case PublicationStatus.Queued or PublicationStatus.Scheduled:
                Reissue(now, options);
                break;
            case PublicationStatus.Publishing when OpenStep is { State: StepStates.Intent } step:
                // Its last moment to begin the call was the end of its lease; before the call's own limit has passed as well, an absence proves nothing.
                var mayArriveUntil = DeadlineAt!.Value + options.RequestLimit;
                Crashes++;
                step.Complete(new StepResult { Name = step.Name, State = StepStates.Unknown, Detail = "the worker stopped during the call" }, now);
                LoseAnswer("The worker stopped during the call; the platform may have it.", now, options);
                DeadlineAt = Later(DeadlineAt, mayArriveUntil);
                break;
            case PublicationStatus.Publishing:
                Crashes++;
                TryAgainAfterCrash(now, options);
                break;
            case PublicationStatus.Unknown when OpenStep is null:
                TryAgain(now, now, options);
                break;
            case PublicationStatus.Unknown when OpenStep is { } step && canReconcile:
                Readings++;
                DeadlineAt = now + options.QueuePatience;
                Effects.IsDirty = true;
                Effects.Reconcile = ReadingOf(step);
                break;
            default:
                NeedsAPerson(CannotBeReadBack);
                break;
        }
    }

    /// <summary>
    /// Posts has not seen it end: the news or a command may be lost. It hears where this stands, with the version that it should have,
    /// and what has not begun is scheduled again.
    /// </summary>
    public void Remind(DateTimeOffset now)
    {
        Effects.IsAnnounced = true;
        if (Status is PublicationStatus.Queued or PublicationStatus.Scheduled && !IsWaiting && !IsHeld && !IsHeldBack)
        {
            Effects.WakeAt = Later(NextTryAt ?? DueAt, now);
        }
    }

    /// <summary>True when it will not be sent any more because of this very call.</summary>
    public bool Cancel(DateTimeOffset now)
    {
        if (Status is not (PublicationStatus.Queued or PublicationStatus.Scheduled))
        {
            return false;
        }

        if (Stands)
        {
            PublishAsItStands("it was cancelled before the next try.", now);
            return true;
        }

        if (StandsInPart)
        {
            Explain(
                Category ?? FailureCategories.Unavailable,
                "What the platform had taken before the cancel stands there; nothing more is sent.",
                "Delete it there if it is not wanted.");
        }
        else if (IsWaiting || IsHeldBack)
        {
            Explain(null, null, null);
        }

        MoveTo(PublicationStatus.Cancelled, null);
        NextTryAt = null;
        Announce();
        return true;
    }

    /// <summary>A person wants a failed one tried again, now. Published and unknown ones are never touched.</summary>
    public bool Retry(DateTimeOffset now, ResultsOptions options)
    {
        if (Status != PublicationStatus.Failed)
        {
            return false;
        }

        Failures = 0;
        Crashes = 0;
        Reissues = 0;
        NotAfter = now + options.Lifetime;
        TryAgain(now, now, options);
        return true;
    }

    private void NeedsAPerson(string action)
    {
        Explain(FailureCategories.LostAnswer, Detail, Stands ? $"The post stands; this is about its {OpenStep?.Name}. {action}" : action);
        MoveTo(PublicationStatus.Unknown, null);
        Announce();
    }

    private void Expire(DateTimeOffset now)
    {
        if (StandsInPart && !Stands)
        {
            GiveUp(
                FailureCategories.Expired,
                "It could not be finished within a day of its time; some of it stands at the platform.",
                "Check that the platform's worker runs, then retry: only the rest is sent.",
                now);
        }
        else
        {
            GiveUp(FailureCategories.Expired, "It could not be sent within a day of its time.", "Check that the platform's worker runs, then retry.", now);
        }
    }

    private void GiveUp(string category, string detail, string action, DateTimeOffset now)
    {
        if (Stands)
        {
            PublishAsItStands(detail, now);
            return;
        }

        if (MayStand)
        {
            LookWhatBecameOfIt(category, detail);
            return;
        }

        Explain(category, detail, action);
        NextTryAt = null;
        MoveTo(PublicationStatus.Failed, null);
        Announce();
    }

    /// <summary>The same attempt, commanded again; less often each time, because nobody may be there to take it.</summary>
    private void Reissue(DateTimeOffset now, ResultsOptions options)
    {
        Reissues++;
        DeadlineAt = now + (options.QueuePatience * Math.Pow(2, Math.Min(Reissues, 6)));
        Effects.WakeAt = now;
        Effects.IsDirty = true;
    }

    private ReconcilePublication ReadingOf(Step step) => new()
    {
        PublicationId = Id,
        WorkspaceId = WorkspaceId,
        Platform = Platform,
        AccountId = AccountId,
        Reading = Readings,
        Step = step.Name,
        Fingerprint = step.Fingerprint,
        SentAfter = step.StartedAt,
        AcceptedSteps = [.. Steps.Where(known => known.State == StepStates.Accepted).OrderBy(known => known.Ordinal).Select(known => known.ToResult())],
    };

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset other) => one > other ? one : other;
}
