using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Results.Gates;
using ContentMultiplier.Results.Restores;

namespace ContentMultiplier.Results.Publications;

/// <summary>What workers ask and say: claims, steps, how an attempt ended.</summary>
internal sealed partial class Publication
{
    /// <param name="gate">What is closed before it.</param>
    /// <param name="restores">All there have been.</param>
    public ClaimResponse Claim(
        ClaimRequest request, DateTimeOffset now, ResultsOptions options, Gate? gate = null, IReadOnlyList<Restore>? restores = null)
    {
        if (Status == PublicationStatus.Publishing && ClaimId == request.ClaimId)
        {
            return Granted(request.ClaimId, options);
        }

        var free = (Status is PublicationStatus.Queued or PublicationStatus.Scheduled && !IsHeld && !IsWaiting)
            || (Status == PublicationStatus.Publishing && DeadlineAt <= now);
        if (!free || request.Platform != Platform || request.Attempt < Attempt || OpenStep is not null)
        {
            return new ClaimResponse { ClaimId = request.ClaimId, Answer = ClaimAnswers.NotYours };
        }

        if (gate is not null && !HasBegun)
        {
            StayBehind(gate, now, options);
            return new ClaimResponse { ClaimId = request.ClaimId, Answer = ClaimAnswers.NotYours };
        }

        if (IsForALoneWorker && !request.IsAlone)
        {
            return new ClaimResponse { ClaimId = request.ClaimId, Answer = ClaimAnswers.OnlyAlone };
        }

        ForgetGate();
        Attempt = request.Attempt;
        Fence++;
        ClaimId = request.ClaimId;
        NextTryAt = null;
        MoveTo(PublicationStatus.Publishing, now + options.Lease);
        if (request.Intent is { } intent)
        {
            if (IsDoubted(intent, restores ?? [], now, options))
            {
                return new ClaimResponse { ClaimId = request.ClaimId, Answer = ClaimAnswers.NotYours };
            }

            TryOpen(intent, now);
        }

        return Granted(request.ClaimId, options);
    }

    /// <summary>The end of a step, the intent of the next, and a longer lease. False: stop, it is no longer yours.</summary>
    /// <param name="restores">All there have been.</param>
    public bool Advance(StepRequest request, DateTimeOffset now, ResultsOptions options, IReadOnlyList<Restore>? restores = null)
    {
        var isHolder = request.Fence == Fence && Status == PublicationStatus.Publishing;
        Record(request.Completed, isHolder, now);
        if (isHolder && request.Intent is { } doubtful && IsDoubted(doubtful, restores ?? [], now, options))
        {
            return false;
        }

        if (!isHolder || (request.Intent is { } intent && !TryOpen(intent, now)))
        {
            GoOnWhenSettled(now, options);
            return false;
        }

        DeadlineAt = now + options.Lease;
        Effects.IsDirty = true;
        return true;
    }

    public void Complete(AttemptOutcome outcome, DateTimeOffset now, ResultsOptions options, Func<double> random)
    {
        var isHolder = outcome.Fence == 0
            ? outcome.Attempt == Attempt && Status is PublicationStatus.Queued or PublicationStatus.Scheduled && !IsOfAnOldCommand(outcome, now)
            : outcome.Fence == Fence && Status is PublicationStatus.Publishing or PublicationStatus.Unknown;
        Record(outcome.Steps, isHolder, now);
        if (outcome is { Result: not AttemptResults.Published, ExternalId: { Length: > 0 } standing })
        {
            Stand(standing, outcome.ExternalUrl);
        }

        if (outcome.Result == AttemptResults.Published)
        {
            Publish(outcome, now);
        }
        else if (Stands && PublicationStatus.IsFinal(Status))
        {
            PublishAsItStands(ReasonOf(outcome), now);
        }
        else if (isHolder && outcome is { Fence: 0, Category: FailureCategories.Late or FailureCategories.Missed })
        {
            BeLate(outcome);
        }
        else if (isHolder)
        {
            Remember(outcome);
            if (outcome.Result == AttemptResults.Unknown && OpenStep is not null)
            {
                LoseAnswer(outcome.Detail, now, options);
            }
            else if (outcome.Result == AttemptResults.Unknown)
            {
                TryAgain(now, now, options);
            }
            else if (outcome.Category == FailureCategories.NotApproved && !Stands && HasBegun)
            {
                LookWhatBecameOfIt(outcome.Category, outcome.Detail);
            }
            else
            {
                // A worker that ends without a word about its intent has not made the call; left open, nobody could ever claim again.
                OpenStep?.Complete(new StepResult { Name = OpenStep.Name, State = StepStates.NotSent, Detail = "the attempt ended before the call" }, now);
                Fail(outcome, now, options, random);
            }
        }
        else
        {
            GoOnWhenSettled(now, options);
        }
    }

    /// <summary>
    /// A worker that was taken for dead brought the answer that was missing: nothing is unknown any more, and the next
    /// attempt goes on behind what is accepted.
    /// </summary>
    private void GoOnWhenSettled(DateTimeOffset now, ResultsOptions options)
    {
        if (Status == PublicationStatus.Unknown && OpenStep is null)
        {
            TryAgain(now, now, options);
        }
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
        if (intent.Post is { } post)
        {
            Stand(post.ExternalId, post.ExternalUrl);
        }

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
            if (step is null && isHolder && result.State == StepStates.Accepted)
            {
                // Work that may be repeated is not announced; it is told when it is finished.
                step = new Step(Id, WorkspaceId, result.Name, Steps.Count);
                step.Open(Fence, fingerprint: null, now);
                Steps.Add(step);
            }

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
        Effects.Pause = outcome.RetryNotBefore is { } until && until > now ? Gate.PauseOf(this, outcome.IsForApplication, until, now) : null;
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
        var counts = outcome.Category is not (FailureCategories.RateLimited or FailureCategories.Processing);
        Failures += counts ? 1 : 0;
        Explain(outcome.Category ?? FailureCategories.Internal, outcome.Detail, outcome.Action);
        var next = outcome.IsRetryable ? RetryPolicy.NextTry(Failures, counts, outcome.RetryNotBefore, now, random, options.RetryDelays) : null;
        Effects.Pause = outcome is { Category: FailureCategories.RateLimited, RetryNotBefore: not null, IsForOtherCalls: false } && next is { } until
            ? Gate.PauseOf(this, outcome.IsForApplication, until, now)
            : null;
        if (next is { } at && at < NotAfter)
        {
            TryAgain(at, now, options);
        }
        else if (Stands)
        {
            PublishAsItStands(ReasonOf(outcome), now);
        }
        else if (outcome.Category == FailureCategories.Expired && StandsInPart)
        {
            Expire(now);
        }
        else if (outcome.IsRetryable && MayStand)
        {
            LookWhatBecameOfIt(Category, Detail);
        }
        else
        {
            Explain(Category, Detail, Action ?? FailureActions.Of(Category));
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
}
