using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Results.Tests.Model;

/// <summary>One delivery in the hands of a worker, as the SDK handles it: one act at a time, with any pause between two.</summary>
internal sealed class Worker(World world, int attempt)
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    private readonly Guid _claimId = Guid.CreateVersion7();
    private readonly HashSet<string> _accepted = [];
    private readonly List<StepResult> _untold = [];
    private long _fence;
    private int _step;
    private bool _isGranted;
    private bool _mayCall;
    private bool _isAlone;
    private DateTimeOffset _leaseUntil;
    private Call? _call;

    public bool IsOver { get; private set; }

    private string Step => world.Steps[_step];

    public void Act()
    {
        if (!_isGranted)
        {
            Claim();
        }
        else if (_call is not null)
        {
            Hear();
        }
        else if (_step == world.Steps.Count)
        {
            End(AttemptResults.Published, null);
        }
        else if (_accepted.Contains(Step))
        {
            _step++;
        }
        else if (!_mayCall)
        {
            _mayCall = Announce();
        }
        else
        {
            Send();
        }
    }

    private void Claim()
    {
        var asked = world.Now;
        var (fence, isNew) = (world.Publication.Fence, !world.Publication.Steps.Exists(step => step.State == StepStates.Accepted));
        var answer = world.Change(publication => publication.Claim(
            new ClaimRequest
            {
                ClaimId = _claimId, PublicationId = publication.Id, PostId = publication.PostId, WorkspaceId = publication.WorkspaceId,
                Platform = publication.Platform, AccountId = publication.AccountId, Attempt = attempt, Intent = world.IntentOf(world.Steps[0]),
                IsAlone = _isAlone,
            },
            world.Now,
            Transitions.Options,
            world.Gate));
        Assert.That(world.Gate is null || !isNew || world.Publication.Fence == fence, "began behind a closed gate");
        if (world.Chance(20))
        {
            // The answer was lost; the same claim is asked again.
            return;
        }

        if (answer.Answer == ClaimAnswers.OnlyAlone)
        {
            _isAlone = true;
            return;
        }

        IsOver = answer.Answer != ClaimAnswers.Granted;
        _isGranted = !IsOver;
        _fence = answer.Fence;
        _leaseUntil = asked + Transitions.Options.Lease;
        _accepted.UnionWith(answer.AcceptedSteps.Select(step => step.Name));
        _mayCall = !_accepted.Contains(world.Steps[0]);
    }

    /// <summary>Tells the end of the steps before, and asks for the next one.</summary>
    private bool Announce()
    {
        var asked = world.Now;
        var isGranted = world.Change(publication => publication.Advance(
            new StepRequest { PublicationId = publication.Id, Fence = _fence, Completed = [.. _untold], Intent = world.IntentOf(Step) }, world.Now, Transitions.Options));
        _untold.Clear();
        IsOver = !isGranted;
        _leaseUntil = asked + Transitions.Options.Lease;
        return isGranted;
    }

    private void Send()
    {
        if (_leaseUntil - world.Now < Margin)
        {
            _mayCall = Announce();
            return;
        }

        _call = world.NewCall(Step);
        world.Judge.Take(_call);
    }

    private void Hear()
    {
        if (_call!.ArrivesAt > world.Now)
        {
            return;
        }

        var (ending, step) = (_call.Ending, _call.Step);
        (_call, _mayCall) = (null, false);
        switch (ending)
        {
            case StepEnds.Accepted:
                _accepted.Add(step);
                _untold.Add(new StepResult { Name = step, State = StepStates.Accepted, ExternalId = step });
                _step++;
                break;
            case StepEnds.Refused:
                _untold.Add(new StepResult { Name = step, State = StepStates.Refused });
                End(AttemptResults.Failed, FailureCategories.InvalidContent);
                break;
            case StepEnds.NotSent:
                _untold.Add(new StepResult { Name = step, State = StepStates.NotSent });
                End(AttemptResults.Failed, FailureCategories.Unavailable);
                break;
            default:
                _untold.Add(new StepResult { Name = step, State = StepStates.Unknown });
                End(AttemptResults.Unknown, FailureCategories.LostAnswer);
                break;
        }
    }

    private void End(string result, string? category)
    {
        IsOver = true;
        world.Tell(new AttemptOutcome
        {
            PublicationId = Guid.Empty,
            Attempt = attempt,
            Fence = _fence,
            Result = result,
            Category = category,
            IsRetryable = category == FailureCategories.Unavailable,
            ExternalId = result == AttemptResults.Published ? world.Steps[0] : null,
            Steps = [.. _untold],
            StartedAt = world.Now,
            CompletedAt = world.Now,
        });
    }
}
