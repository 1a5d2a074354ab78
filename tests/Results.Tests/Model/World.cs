using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Results.Gates;
using ContentMultiplier.Results.Publications;

namespace ContentMultiplier.Results.Tests.Model;

/// <summary>
/// One publication with everything that may happen around it: commands that come twice or not at all, workers that die or stand
/// still, calls that arrive after their caller is gone, outcomes in any order, the watchdog, readings of the platform, and people.
/// </summary>
internal sealed class World
{
    private readonly Random _random;
    private readonly bool _canBeRead;
    private readonly List<(int Attempt, DateTimeOffset At)> _commands = [];
    private readonly List<AttemptOutcome> _outcomes = [];
    private readonly List<ReconcilePublication> _questions = [];
    private readonly List<PublicationReconciled> _readings = [];
    private readonly List<Worker> _workers = [];
    private readonly bool _hasAddition;
    private bool _isPersonsWord;
    private bool _isToldToStand;

    public World(Random random)
    {
        _random = random;
        _canBeRead = random.Next(3) > 0;
        Steps = [.. Enumerable.Range(1, random.Next(1, 4)).Select(step => $"part-{step}")];
        _hasAddition = Steps.Count > 1 && random.Next(2) == 0;
        Publication = Transitions.Requested();
        _commands.Add((1, Now));
        Settle();
    }

    public DateTimeOffset Now { get; private set; } = Transitions.Now;

    public IReadOnlyList<string> Steps { get; }

    public Publication Publication { get; private set; }

    public Judge Judge { get; } = new();

    /// <summary>What is closed before the publication, if anything.</summary>
    public Gate? Gate { get; private set; }

    /// <summary>Whether its end is none that would have somebody publish once more what is known to stand there.</summary>
    public bool IsTrue => !_isToldToStand || Publication.Status == PublicationStatus.Published;

    /// <summary>Nothing more happens by itself, and nothing is under way.</summary>
    public bool IsAtRest => PublicationStatus.IsFinal(Publication.Status) && Judge.IsIdle;

    public bool Chance(int one) => _random.Next(one) == 0;

    public Call NewCall(string step)
    {
        var takes = TimeSpan.FromSeconds(_random.Next(6) switch { 0 => 59, 1 => 20, _ => 1 });
        return _random.Next(8) switch
        {
            0 => new(step, StepEnds.Lost, true, Now + takes),
            1 => new(step, StepEnds.Lost, false, Now + takes),
            2 => new(step, StepEnds.NotSent, false, Now + takes),
            3 when Chance(3) => new(step, StepEnds.Refused, false, Now + takes),
            _ => new(step, StepEnds.Accepted, true, Now + takes),
        };
    }

    /// <summary>What a worker announces: the last step may be one that only goes with what stands by then.</summary>
    public StepIntent IntentOf(string step) => new(step, Post: IsAddition(step) ? new StandingPost(Steps[0], null) : null);

    public void Tell(AttemptOutcome outcome) => _outcomes.Add(outcome);

    /// <summary>One transaction of results, with what it leaves for others.</summary>
    public T Change<T>(Func<Publication, T> change)
    {
        var result = change(Publication);
        _isToldToStand |= Publication.ExternalId is not null;
        Settle();
        return result;
    }

    /// <summary>Anything at all.</summary>
    public void Step()
    {
        switch (_random.Next(20))
        {
            case 0:
                Pass(TimeSpan.FromSeconds(_random.Next(1, 90)));
                break;
            case 1 when _workers.Count > 0:
                _workers.RemoveAt(_random.Next(_workers.Count));
                break;
            case 2 when Chance(10):
                Purge();
                break;
            case 3 when Chance(40):
                Change(publication => publication.Cancel(Now));
                break;
            case 4:
                Change(publication => publication.Retry(Now, Transitions.Options));
                break;
            case 5:
                Change(publication =>
                {
                    publication.Remind(Now);
                    return true;
                });
                break;
            default:
                GoOn(mayRepeat: true);
                break;
        }
    }

    /// <summary>What happens when nothing goes wrong any more.</summary>
    public void Calm()
    {
        Open();
        GoOn(mayRepeat: false);
        Pass(TimeSpan.FromSeconds(_random.Next(0, 3)));
    }

    private void GoOn(bool mayRepeat)
    {
        switch (_random.Next(6))
        {
            case 0:
                Deliver(_commands, command => command.At <= Now, command => _workers.Add(new Worker(this, command.Attempt)), mayRepeat);
                break;
            case 1:
                Deliver(
                    _outcomes,
                    _ => true,
                    outcome => Change(publication =>
                    {
                        publication.Complete(outcome, Now, Transitions.Options, _random.NextDouble);
                        return true;
                    }),
                    mayRepeat);
                break;
            case 2:
                Deliver(_questions, _ => true, Read, mayRepeat);
                break;
            case 3:
                Deliver(
                    _readings,
                    _ => true,
                    reading => Change(publication =>
                    {
                        publication.Reconcile(reading, Now, Transitions.Options);
                        return true;
                    }),
                    mayRepeat);
                break;
            case 4:
                Watch();
                break;
            default:
                Work();
                break;
        }
    }

    /// <summary>A person holds the platform or releases it; a platform asks to wait, or the time is over.</summary>
    private void Turn()
    {
        if (Gate is not null)
        {
            Open();
        }
        else
        {
            var until = Now + TimeSpan.FromMinutes(_random.Next(1, 60));
            Gate = Chance(2)
                ? new Gate { Platform = Publication.Platform, Until = Chance(2) ? until : null }
                : new Gate { Platform = Publication.Platform, AccountId = Publication.AccountId, Until = until };
        }
    }

    /// <summary>As the pump does; it may be late.</summary>
    private void Open()
    {
        Gate = null;
        if (Publication.IsHeldBack)
        {
            Change(publication =>
            {
                publication.LeaveGate(Now, Transitions.Options);
                return true;
            });
        }
    }

    private void Work()
    {
        if (_workers.Count > 0)
        {
            _workers[_random.Next(_workers.Count)].Act();
            _workers.RemoveAll(worker => worker.IsOver);
        }

        Pass(TimeSpan.FromMilliseconds(_random.Next(500)));
    }

    /// <summary>The watchdog, and a person who settles what no machine can: by what stands at the platform.</summary>
    private void Watch()
    {
        if (Publication.DeadlineAt <= Now)
        {
            Change(publication =>
            {
                publication.Overdue(_canBeRead, Now, Transitions.Options, Gate);
                return true;
            });
        }
        else if (Publication is { Status: PublicationStatus.Unknown, IsBeingLookedFor: false })
        {
            Change(publication =>
            {
                if (publication.OpenStep is { } open ? Judge.Has(open.Name) : Steps.All(Judge.Has))
                {
                    _isPersonsWord = true;
                    publication.ResolvePublished(Steps[0], "https://example.com/1", Now);
                }
                else
                {
                    publication.ResolveAbsent(Now, Transitions.Options);
                }

                return true;
            });
        }
    }

    private void Read(ReconcilePublication question) => _readings.Add(new PublicationReconciled
    {
        PublicationId = question.PublicationId,
        Reading = question.Reading,
        Step = question.Step,
        Finding = Chance(10) ? ReconcileFindings.Unreadable : Judge.Has(question.Step) ? ReconcileFindings.Found : ReconcileFindings.Absent,
        Found = Judge.Has(question.Step) ? new StepResult { Name = question.Step, State = StepStates.Accepted, ExternalId = question.Step } : null,
    });

    private void Deliver<T>(List<T> messages, Predicate<T> isDue, Action<T> take, bool mayRepeat)
    {
        var due = messages.FindAll(isDue);
        if (due.Count == 0)
        {
            return;
        }

        var message = due[_random.Next(due.Count)];
        if (!mayRepeat || !Chance(5))
        {
            messages.Remove(message);
        }

        take(message);
    }

    private void Purge()
    {
        _commands.Clear();
        _outcomes.Clear();
        _questions.Clear();
        _readings.Clear();
    }

    private void Pass(TimeSpan time)
    {
        Now += time;
        Gate = Gate?.IsClosed(Now) == true ? Gate : null;
        Judge.Arrive(Now);
        Assert.That(Judge.Accepted.Values, Is.All.EqualTo(1), "the platform has a step twice");
        if (Publication.Status == PublicationStatus.Published && !_isPersonsWord)
        {
            Assert.That(Steps.All(step => IsAddition(step) || Judge.Has(step)), "published, and not all of it stands there");
        }
    }

    private bool IsAddition(string step) => _hasAddition && step == Steps[^1];

    /// <summary>As the store does: what a transition leaves becomes messages, and the next transition begins from the row.</summary>
    private void Settle()
    {
        if (Publication.Effects.WakeAt is { } at)
        {
            _commands.Add((Publication.Attempt, at));
        }

        if (Publication.Effects.Reconcile is { } question)
        {
            _questions.Add(question);
        }

        Publication = Copy(Publication);
    }

    private static Publication Copy(Publication of)
    {
        var copy = Publication.Load(of.Id, of.PostId, of.WorkspaceId, of.Platform, of.AccountId, of.CreatedAt);
        (copy.Status, copy.Attempt, copy.Failures, copy.Reissues, copy.Readings) = (of.Status, of.Attempt, of.Failures, of.Reissues, of.Readings);
        (copy.Fence, copy.ClaimId, copy.DueAt, copy.Moves, copy.NotAfter, copy.Crashes) = (of.Fence, of.ClaimId, of.DueAt, of.Moves, of.NotAfter, of.Crashes);
        (copy.NextTryAt, copy.DeadlineAt, copy.PublishedAt) = (of.NextTryAt, of.DeadlineAt, of.PublishedAt);
        (copy.ExternalId, copy.ExternalUrl, copy.Category, copy.Detail, copy.Action) = (of.ExternalId, of.ExternalUrl, of.Category, of.Detail, of.Action);
        copy.Version = of.Version;
        copy.Steps.AddRange(of.Steps);
        return copy;
    }
}
