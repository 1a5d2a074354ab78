using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Http;
using ContentMultiplier.Publishing.Ledger;

namespace ContentMultiplier.Publishing.Attempts;

/// <summary>
/// The steps of one attempt. The ledger is asked lazily: the first step brings the claim and its intent in one call,
/// every later one tells the end of the step before and its own intent.
/// </summary>
internal sealed partial class AttemptSteps(
    PublishPost message, LedgerClient ledger, Turns.Turn turn, TimeProvider time, PublisherOptions options)
{
    private static readonly TimeSpan LeastLease = TimeSpan.FromSeconds(5);

    private readonly Guid _claimId = Guid.CreateVersion7();
    private readonly Dictionary<string, StepResult> _accepted = new(StringComparer.Ordinal);
    private readonly List<StepResult> _untold = [];
    private long _leaseEnds;
    private bool _busy;

    /// <summary>0 until the claim is granted.</summary>
    public long Fence { get; private set; }

    /// <summary>Takes the account's secrets out of what is told about a step.</summary>
    public Func<string, string> Mask { get; set; } = text => text;

    /// <summary>Ends that results has not been told.</summary>
    public IReadOnlyList<StepResult> Untold => _untold;

    /// <summary>Why nothing may follow any more, whatever the publisher makes of the exception.</summary>
    public AttemptEndedException? Ended { get; private set; }

    /// <summary>The post, once only what goes with it is missing.</summary>
    public PublishedPost? Standing { get; private set; }

    /// <summary>What the answer to the last call said of the limits.</summary>
    public UsedLimits? Used { get; private set; }

    public bool HasAccepted => _accepted.Count > 0;

    public bool HasRefused => _untold.Exists(step => step.State == StepStates.Refused);

    /// <summary>The kind of the call that was refused last; what is between the steps comes before them, as uploads do.</summary>
    public CallKind Refused { get; private set; } = CallKind.Upload;

    public async Task<T> RunAsync<T>(
        Step<T> step, Func<Task<bool>> refreshCredential, CancellationToken cancellationToken)
    {
        Enter();
        try
        {
            Standing = step.Post ?? Standing;
            if (!_accepted.ContainsKey(step.Name))
            {
                cancellationToken.ThrowIfCancellationRequested();
                await AnnounceAsync(IntentOf(step));
            }

            return _accepted.TryGetValue(step.Name, out var accepted)
                ? StepValues.Read<T>(accepted)
                : await CallAsync(step, refreshCredential);
        }
        catch (AttemptEndedException exception)
        {
            Ended ??= exception;
            throw;
        }
        finally
        {
            _busy = false;
        }
    }

    private static StepIntent IntentOf<T>(Step<T> step) => new(
        step.Name, step.Fingerprint, step.Post is { } post ? new StandingPost(post.ExternalId, post.ExternalUrl) : null);

    private async Task AnnounceAsync(StepIntent intent)
    {
        try
        {
            await BeginAsync(intent);
        }
        catch (AttemptEndedException exception) when (exception.Result is not null)
        {
            // The ledger may hold the intent although its answer was lost; only this attempt knows that no call followed.
            Complete(intent.Name, StepStates.NotSent, exception.Message);
            throw;
        }
    }

    // Not cancelled by a stopping worker: an answer that nobody waits for may still have granted the intent.
    private async Task BeginAsync(StepIntent intent)
    {
        if (Fence == 0)
        {
            await ClaimAsync(intent);
        }
        else
        {
            await ContinueAsync(intent);
        }

        // The intent stands. Taken for dead meanwhile, this attempt alone can say that no call followed, and nobody is left to guess.
        if (!_accepted.ContainsKey(intent.Name)
            && LeaseLeft() < LeastLease
            && (!await TryContinueAsync(intent) || LeaseLeft() < LeastLease))
        {
            throw AttemptEndedException.Unavailable("The lease ended before the call began.");
        }
    }

    private async Task ClaimAsync(StepIntent? intent)
    {
        var asked = time.GetTimestamp();
        var claim = await ledger.ClaimAsync(RequestWith(intent));
        if (claim.Answer == ClaimAnswers.OnlyAlone)
        {
            await turn.BeAloneAsync();
            asked = time.GetTimestamp();
            claim = await ledger.ClaimAsync(RequestWith(intent));
        }

        if (claim.Answer != ClaimAnswers.Granted)
        {
            throw AttemptEndedException.NotOurs();
        }

        Fence = claim.Fence;
        _leaseEnds = asked + Ticks(TimeSpan.FromMilliseconds(claim.LeaseMilliseconds));
        foreach (var accepted in claim.AcceptedSteps)
        {
            _accepted[accepted.Name] = accepted;
        }
    }

    private ClaimRequest RequestWith(StepIntent? intent) => new()
    {
        ClaimId = _claimId,
        PublicationId = message.PublicationId,
        PostId = message.PostId,
        WorkspaceId = message.WorkspaceId,
        Platform = message.Platform,
        AccountId = message.AccountId,
        AccountName = message.AccountName,
        ContentType = message.ContentType,
        Attempt = message.Attempt,
        Intent = intent,
        IsAlone = turn.IsAlone,
    };

    private async Task ContinueAsync(StepIntent? intent)
    {
        if (!await TryContinueAsync(intent))
        {
            throw AttemptEndedException.NotOurs();
        }
    }

    private async Task<bool> TryContinueAsync(StepIntent? intent)
    {
        var asked = time.GetTimestamp();
        var answer = await ledger.ContinueAsync(new StepRequest
        {
            PublicationId = message.PublicationId,
            Fence = Fence,
            Completed = [.. _untold],
            Intent = intent,
        });

        _untold.Clear();
        if (answer.Granted)
        {
            _leaseEnds = asked + Ticks(TimeSpan.FromMilliseconds(answer.LeaseMilliseconds));
        }

        return answer.Granted;
    }

    private async Task<T> CallAsync<T>(Step<T> step, Func<Task<bool>> refreshCredential)
    {
        var watermark = new Watermark(time, _leaseEnds - Ticks(LeastLease));
        for (var refreshed = false; ; refreshed = true)
        {
            try
            {
                var answer = Accept(step, await TryCallAsync(step, watermark));
                Used = step.IsAddition ? Used : watermark.Used;
                return answer;
            }
            catch (PlatformRefusedException refusal) when (!refreshed && refusal.Category == FailureCategories.Unauthorized)
            {
                if (!await TryRefreshAsync(step.Name, refreshCredential))
                {
                    throw Failed(step, watermark, refusal);
                }

                // A refused token is a clear no: the very same call may be made again with the new one.
                watermark.Refused();
            }
            catch (Exception exception)
            {
                throw Failed(step, watermark, exception);
            }
        }
    }

    private async Task<bool> TryRefreshAsync(string step, Func<Task<bool>> refreshCredential)
    {
        try
        {
            return await refreshCredential();
        }
        catch (AttemptEndedException exception)
        {
            Complete(step, StepStates.Refused, exception.Message);
            throw;
        }
    }

    private async Task<T> TryCallAsync<T>(Step<T> step, Watermark watermark)
    {
        Watermark.Current = watermark;

        // Only its own limit ends a call. Stopping the worker would turn a post that is being made into an unknown one.
        using var limit = new CancellationTokenSource(options.RequestLimit, time);
        return await step.Call(limit.Token);
    }

    private T Accept<T>(Step<T> step, T answer)
    {
        var externalId = step.ExternalId?.Invoke(answer);
        if (answer is null || (step.ExternalId is not null && string.IsNullOrWhiteSpace(externalId)))
        {
            throw new LostAnswerException("The platform answered without an id.");
        }

        var accepted = new StepResult
        {
            Name = step.Name,
            State = StepStates.Accepted,
            Value = StepValues.Write(answer),
            ExternalId = externalId,
        };
        _accepted[step.Name] = accepted;
        _untold.Add(accepted);
        return answer;
    }

    private Exception Failed<T>(Step<T> step, Watermark watermark, Exception exception)
    {
        if (exception is PlatformRefusedException)
        {
            Complete(step.Name, StepStates.Refused, exception.Message);
            Refused = step.IsAddition ? CallKind.Addition : CallKind.Create;
            return exception;
        }

        if (watermark.AllWritten || exception is LostAnswerException)
        {
            Complete(step.Name, StepStates.Unknown, exception.Message);
            return AttemptEndedException.Lost($"The request was sent and no whole answer came: {exception.Message}", exception);
        }

        Complete(step.Name, StepStates.NotSent, exception.Message);
        var end = FailureRules.NotSent(exception);
        return step.IsAddition && end.Category is { } category and not FailureCategories.Internal
            ? new PlatformRefusedException(category, end.Message) { IsRetryable = end.IsRetryable }
            : end;
    }

    private void Complete(string step, string state, string detail)
        => _untold.Add(new StepResult { Name = step, State = state, Detail = Mask(detail) });

    private TimeSpan LeaseLeft() => TimeSpan.FromSeconds((_leaseEnds - time.GetTimestamp()) / (double)time.TimestampFrequency);

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}

/// <summary>A call that must not happen twice.</summary>
/// <param name="Post">That post which stands and which it goes with, so what keeps it away does not end the attempt.</param>
internal sealed record Step<T>(
    string Name, Func<CancellationToken, Task<T>> Call, string? Fingerprint, Func<T, string>? ExternalId, PublishedPost? Post = null)
{
    public bool IsAddition => Post is not null;
}
