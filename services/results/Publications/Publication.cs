using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Results.Publications;

/// <summary>
/// The life of one target. Every transition names the states it leaves, so that a late or repeated message changes
/// nothing; only the news that the platform has the post wins over everything.
/// </summary>
internal sealed class Publication
{
    public const int MaxDetail = 1000;

    private Publication()
    {
    }

    public Guid Id { get; init; }
    public Guid PostId { get; init; }
    public Guid WorkspaceId { get; init; }
    public string Platform { get; init; } = "";
    public Guid AccountId { get; init; }
    public string? AccountName { get; internal set; }
    public string Status { get; internal set; } = PublicationStatus.Queued;

    /// <summary>The dispatch that is under way or awaited; a claim for an older one is refused.</summary>
    public int Attempt { get; internal set; } = 1;

    /// <summary>Attempts that count against the retry policy.</summary>
    public int Failures { get; internal set; }

    /// <summary>How often a command that nobody took was sent again.</summary>
    public int Reissues { get; internal set; }

    /// <summary>How often the platform was read for the open step.</summary>
    public int Readings { get; internal set; }

    /// <summary>Grows with every claim: what an older claim says no longer moves anything.</summary>
    public long Fence { get; internal set; }

    public Guid? ClaimId { get; internal set; }
    public DateTimeOffset? DueAt { get; internal set; }
    public DateTimeOffset NotAfter { get; internal set; }
    public DateTimeOffset? NextTryAt { get; internal set; }

    /// <summary>When the watchdog looks: every state that waits for somebody has one.</summary>
    public DateTimeOffset? DeadlineAt { get; internal set; }

    public DateTimeOffset? PublishedAt { get; internal set; }
    public string? ExternalId { get; internal set; }
    public string? ExternalUrl { get; internal set; }
    public string? Category { get; internal set; }
    public string? Detail { get; internal set; }
    public string? Action { get; internal set; }
    public long Version { get; internal set; }
    public DateTimeOffset CreatedAt { get; init; }
    public List<Step> Steps { get; } = [];
    public List<Attempt> Attempts { get; } = [];

    internal PublicationEffects Effects { get; } = new();

    public Step? OpenStep => Steps.Find(step => step.IsOpen);

    /// <summary>For the store alone, which fills in what the table says.</summary>
    internal static Publication Load(Guid id, Guid postId, Guid workspaceId, string platform, Guid accountId, DateTimeOffset createdAt) => new()
    {
        Id = id,
        PostId = postId,
        WorkspaceId = workspaceId,
        Platform = platform,
        AccountId = accountId,
        CreatedAt = createdAt,
    };

    public static Publication Request(
        RequestedPublication requested, Guid postId, Guid workspaceId, DateTimeOffset now, ResultsOptions options)
    {
        var publication = Load(requested.PublicationId, postId, workspaceId, requested.Platform, requested.AccountId, now);
        publication.AccountName = Clip.Text(requested.AccountName, 200);
        publication.DueAt = requested.DueAt;
        publication.Status = requested.DueAt is null ? PublicationStatus.Queued : PublicationStatus.Scheduled;
        publication.NotAfter = (requested.DueAt ?? now) + options.Lifetime;
        publication.DeadlineAt = (requested.DueAt ?? now) + options.QueuePatience;
        publication.Effects.IsNew = true;
        return publication;
    }

    /// <summary>What the request says and a claim that came before it did not.</summary>
    public void Describe(RequestedPublication requested)
    {
        if (AccountName is null && requested.AccountName is not null)
        {
            AccountName = Clip.Text(requested.AccountName, 200);
            Effects.IsDirty = true;
        }
    }

    public ClaimResponse Claim(ClaimRequest request, DateTimeOffset now, ResultsOptions options)
    {
        if (Status == PublicationStatus.Publishing && ClaimId == request.ClaimId)
        {
            return Granted(request.ClaimId, options);
        }

        var free = Status is PublicationStatus.Queued or PublicationStatus.Scheduled
            || (Status == PublicationStatus.Publishing && DeadlineAt <= now);
        if (!free || request.Attempt < Attempt || OpenStep is not null)
        {
            return new ClaimResponse { ClaimId = request.ClaimId, Answer = ClaimAnswers.NotYours };
        }

        Attempt = request.Attempt;
        Fence++;
        ClaimId = request.ClaimId;
        NextTryAt = null;
        MoveTo(PublicationStatus.Publishing, now + options.Lease);
        if (request.Intent is { } intent)
        {
            TryOpen(intent, now);
        }

        return Granted(request.ClaimId, options);
    }

    /// <summary>The end of a step, the intent of the next, and a longer lease. False: stop, it is no longer yours.</summary>
    public bool Advance(StepRequest request, DateTimeOffset now, ResultsOptions options)
    {
        var isHolder = request.Fence == Fence && Status == PublicationStatus.Publishing;
        Record(request.Completed, isHolder, now);
        if (!isHolder || (request.Intent is { } intent && !TryOpen(intent, now)))
        {
            return false;
        }

        DeadlineAt = now + options.Lease;
        Effects.IsDirty = true;
        return true;
    }

    public void Complete(AttemptOutcome outcome, DateTimeOffset now, ResultsOptions options, Func<double> random)
    {
        var isHolder = outcome.Fence == 0
            ? outcome.Attempt == Attempt && Status is PublicationStatus.Queued or PublicationStatus.Scheduled
            : outcome.Fence == Fence && Status is PublicationStatus.Publishing or PublicationStatus.Unknown;
        Record(outcome.Steps, isHolder, now);

        if (outcome.Result == AttemptResults.Published)
        {
            Publish(outcome, now);
        }
        else if (isHolder)
        {
            Remember(outcome);
            if (outcome.Result == AttemptResults.Unknown && OpenStep is not null)
            {
                LoseAnswer(outcome.Detail, now, options);
            }
            else
            {
                // A worker that ends without a word about its intent has not made the call; left open, nobody could ever claim again.
                OpenStep?.Complete(new StepResult { Name = OpenStep.Name, State = StepStates.NotSent, Detail = "the attempt ended before the call" }, now);
                Fail(outcome, now, options, random);
            }
        }
    }

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
                TryAgain(now, now, options);
                break;
            case ReconcileFindings.Absent:
            case ReconcileFindings.Unreadable when now < NotAfter:
                DeadlineAt = now + options.ReconcileDelays[Math.Min(Readings, options.ReconcileDelays.Length - 1)];
                Effects.IsDirty = true;
                break;
            default:
                NeedsAPerson("Several posts at the platform fit; look which one it is.");
                break;
        }
    }

    /// <summary>The deadline has passed: somebody died, a message was lost, or it is time to read the platform.</summary>
    public void Overdue(bool canReconcile, DateTimeOffset now, ResultsOptions options)
    {
        switch (Status)
        {
            case PublicationStatus.Queued or PublicationStatus.Scheduled when now >= NotAfter:
                GiveUp(FailureCategories.Expired, "It could not be sent within a day of its time.", "Check that the platform's worker runs, then retry.");
                break;
            case PublicationStatus.Queued or PublicationStatus.Scheduled:
                Reissue(now, options);
                break;
            case PublicationStatus.Publishing when OpenStep is { State: StepStates.Intent } step:
                step.Complete(new StepResult { Name = step.Name, State = StepStates.Unknown, Detail = "the worker stopped during the call" }, now);
                LoseAnswer("The worker stopped during the call; the platform may have it.", now, options);
                DeadlineAt = Later(DeadlineAt, step.StartedAt + options.RequestLimit);
                break;
            case PublicationStatus.Publishing:
                TryAgain(now, now, options);
                break;
            case PublicationStatus.Unknown when OpenStep is { } step && canReconcile:
                Readings++;
                DeadlineAt = now + options.QueuePatience;
                Effects.IsDirty = true;
                Effects.Reconcile = ReadingOf(step);
                break;
            default:
                NeedsAPerson("The platform cannot be read back; look there whether the post exists.");
                break;
        }
    }

    /// <summary>True when it will not be sent any more because of this very call.</summary>
    public bool Cancel()
    {
        if (Status is not (PublicationStatus.Queued or PublicationStatus.Scheduled))
        {
            return false;
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
        Reissues = 0;
        NotAfter = now + options.Lifetime;
        TryAgain(now, now, options);
        return true;
    }

    private ClaimResponse Granted(Guid claimId, ResultsOptions options) => new()
    {
        ClaimId = claimId,
        Answer = ClaimAnswers.Granted,
        Fence = Fence,
        LeaseMilliseconds = (int)options.Lease.TotalMilliseconds,
        AcceptedSteps = [.. Steps.Where(step => step.State == StepStates.Accepted).OrderBy(step => step.Ordinal).Select(step => step.ToResult())],
    };

    private bool TryOpen(StepIntent intent, DateTimeOffset now)
    {
        var step = Steps.Find(known => known.Name == intent.Name);
        if (step?.State == StepStates.Accepted)
        {
            return true;
        }

        // Asked again after a lost answer of ours.
        if (step is { State: StepStates.Intent } && step.Fence == Fence)
        {
            return true;
        }

        if (OpenStep is not null)
        {
            return false;
        }

        if (step is null)
        {
            step = new Step(Id, WorkspaceId, intent.Name, Steps.Count);
            Steps.Add(step);
        }

        step.Open(Fence, intent.Fingerprint, now);
        return true;
    }

    private void Record(IReadOnlyList<StepResult> results, bool isHolder, DateTimeOffset now)
    {
        foreach (var result in results)
        {
            var step = Steps.Find(known => known.Name == result.Name);
            if (step is not null && (isHolder || result.State == StepStates.Accepted))
            {
                step.Complete(result, now);
            }
        }
    }

    private void Publish(AttemptOutcome outcome, DateTimeOffset now)
    {
        if (Status == PublicationStatus.Published || string.IsNullOrEmpty(outcome.ExternalId))
        {
            return;
        }

        Remember(outcome);
        PublishedAt = outcome.CompletedAt <= now ? outcome.CompletedAt : now;
        ExternalId = Clip.Text(outcome.ExternalId, 500);
        ExternalUrl = Clip.Text(outcome.ExternalUrl, 2000);
        NextTryAt = null;
        Explain(null, null, null);
        MoveTo(PublicationStatus.Published, null);
        Announce();
    }

    private void Fail(AttemptOutcome outcome, DateTimeOffset now, ResultsOptions options, Func<double> random)
    {
        var counts = outcome.Category != FailureCategories.RateLimited;
        Failures += counts ? 1 : 0;
        Explain(outcome.Category ?? FailureCategories.Internal, outcome.Detail, outcome.Action);
        var next = outcome.IsRetryable ? RetryPolicy.NextTry(Failures, counts, outcome.RetryNotBefore, now, random, options.RetryDelays) : null;
        if (next is { } at && at < NotAfter)
        {
            TryAgain(at, now, options);
        }
        else
        {
            MoveTo(PublicationStatus.Failed, null);
            Announce();
        }
    }

    private void LoseAnswer(string? detail, DateTimeOffset now, ResultsOptions options)
    {
        Explain(FailureCategories.LostAnswer, detail, "Wait for the platform to be read, or look there yourself.");
        Readings = 0;
        MoveTo(PublicationStatus.Unknown, now + options.ReconcileDelays[0]);
        Announce();
    }

    private void NeedsAPerson(string action)
    {
        Explain(FailureCategories.LostAnswer, Detail, action);
        MoveTo(PublicationStatus.Unknown, null);
        Announce();
    }

    private void GiveUp(string category, string detail, string action)
    {
        Explain(category, detail, action);
        NextTryAt = null;
        MoveTo(PublicationStatus.Failed, null);
        Announce();
    }

    /// <summary>Another attempt at that time; finished steps are answered from the ledger, so nothing is repeated.</summary>
    private void TryAgain(DateTimeOffset at, DateTimeOffset now, ResultsOptions options)
    {
        Attempt++;
        Reissues = 0;
        Readings = 0;
        NextTryAt = at;
        MoveTo(at <= now ? PublicationStatus.Queued : PublicationStatus.Scheduled, at + options.QueuePatience);
        Effects.WakeAt = at;
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

    private void Remember(AttemptOutcome outcome)
    {
        // The same outcome may come twice in one batch, and one statement writes a row once.
        Effects.EndedAttempts.RemoveAll(attempt => attempt.Number == outcome.Attempt);
        Effects.EndedAttempts.Add(new Attempt
        {
            PublicationId = Id,
            WorkspaceId = WorkspaceId,
            Number = outcome.Attempt,
            Result = outcome.Result,
            Category = Clip.Text(outcome.Category, 32),
            Detail = Clip.Text(outcome.Detail, MaxDetail),
            StartedAt = outcome.StartedAt,
            CompletedAt = outcome.CompletedAt,
        });
    }

    private void Explain(string? category, string? detail, string? action)
    {
        Category = Clip.Text(category, 32);
        Detail = Clip.Text(detail, MaxDetail);
        Action = Clip.Text(action, MaxDetail);
    }

    private void MoveTo(string status, DateTimeOffset? deadline)
    {
        Status = status;
        DeadlineAt = deadline;
        Effects.IsDirty = true;
    }

    private void Announce()
    {
        Version++;
        Effects.IsAnnounced = true;
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset other) => one > other ? one : other;
}
