using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Results.Publications;
using static ContentMultiplier.Results.Tests.Transitions;

namespace ContentMultiplier.Results.Tests;

/// <summary>The state machine alone: workers that die of a publication, or beside it.</summary>
public sealed class PublicationCrashTests
{
    private DateTimeOffset _now = Now;

    [SetUp]
    public void Start() => _now = Now;

    [Test]
    public void Row_28_three_workers_that_die_before_a_call_end_it_with_an_error()
    {
        var publication = Requested();

        Crash(publication, alone: false);
        Crash(publication, alone: false);
        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Queued));
        Crash(publication, alone: true);

        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Failed));
        Assert.That(publication.Category, Is.EqualTo(FailureCategories.Internal));
        Assert.That(publication.Detail, Does.Contain("died 3 times"));
        Assert.That(publication.Action, Is.Not.Null);
        Assert.That(publication.Effects.IsAnnounced, Is.True);
    }

    [Test]
    public void Row_28_the_last_try_is_for_a_worker_that_does_nothing_else()
    {
        var publication = Requested();
        Crash(publication, alone: false);
        Crash(publication, alone: false);

        var beside = publication.Claim(Claim(publication), _now, Options);
        Assert.That(beside.Answer, Is.EqualTo(ClaimAnswers.OnlyAlone));
        Assert.That((publication.Status, publication.Fence), Is.EqualTo((PublicationStatus.Queued, 2)));

        var alone = publication.Claim(Claim(publication) with { IsAlone = true, Intent = new StepIntent("message") }, _now, Options);
        Assert.That(alone.Answer, Is.EqualTo(ClaimAnswers.Granted));
        Complete(publication, Outcome(AttemptResults.Published) with
        {
            Attempt = publication.Attempt, Fence = alone.Fence, ExternalId = "1801", Steps = [Accepted("message")],
        });
        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Published));
    }

    [Test]
    public void Row_28_workers_that_die_in_a_call_end_it_once_the_platform_shows_that_nothing_came_of_the_last()
    {
        var publication = Requested();
        for (var death = 1; death <= 3; death++)
        {
            var claim = Claim(publication) with { IsAlone = death == 3, Intent = new StepIntent("message") };
            Assert.That(publication.Claim(claim, _now, Options).Answer, Is.EqualTo(ClaimAnswers.Granted));
            NeverComesBack(publication);
            Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Unknown));
            while (publication.Status == PublicationStatus.Unknown)
            {
                NeverComesBack(publication);
                publication.Reconcile(Reading(publication, ReconcileFindings.Absent), _now, Options);
            }
        }

        Assert.That((publication.Status, publication.Category), Is.EqualTo((PublicationStatus.Failed, FailureCategories.Internal)));
    }

    [Test]
    public void A_person_may_begin_anew()
    {
        var publication = Requested();
        Crash(publication, alone: false);
        Crash(publication, alone: false);
        Crash(publication, alone: true);

        publication.Retry(_now, Options);

        Assert.That(publication.Claim(Claim(publication), _now, Options).Answer, Is.EqualTo(ClaimAnswers.Granted));
    }

    private void Crash(Publication publication, bool alone)
    {
        Assert.That(publication.Claim(Claim(publication) with { IsAlone = alone }, _now, Options).Answer, Is.EqualTo(ClaimAnswers.Granted));
        NeverComesBack(publication);
    }

    private void NeverComesBack(Publication publication)
    {
        _now = publication.DeadlineAt!.Value.AddSeconds(1);
        publication.Overdue(canReconcile: true, _now, Options);
    }

    private static ClaimRequest Claim(Publication publication) => Transitions.Claim("message") with { Attempt = publication.Attempt, Intent = null };
}
