using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Results.Publications;
using static ContentMultiplier.Results.Tests.Transitions;

namespace ContentMultiplier.Results.Tests;

/// <summary>The state machine alone: deadlines, readings of the platform, people.</summary>
public sealed class PublicationWaitingTests
{
    [Test]
    public void Row_07_a_dead_worker_leaves_an_unknown_outcome_that_waits_until_its_call_must_be_over()
    {
        var publication = Requested();
        publication.Claim(Claim("message"), Now, Options);

        publication.Overdue(canReconcile: true, Now.AddSeconds(31), Options);

        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Unknown));
        Assert.That(publication.OpenStep!.State, Is.EqualTo(StepStates.Unknown));
        Assert.That(publication.DeadlineAt, Is.GreaterThanOrEqualTo(Now + Options.RequestLimit));
    }

    [Test]
    public void The_late_news_of_a_worker_taken_for_dead_settles_it()
    {
        var publication = Requested();
        publication.Claim(Claim("message"), Now, Options);
        publication.Overdue(canReconcile: false, Now.AddSeconds(31), Options);

        Complete(publication, Outcome(AttemptResults.Published) with { ExternalId = "1801", Steps = [Accepted("message")] });

        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Published));
        Assert.That(publication.OpenStep, Is.Null);
    }

    [Test]
    public void A_thread_goes_on_when_a_worker_taken_for_dead_brings_the_answer_of_a_part()
    {
        var publication = Requested();
        publication.Claim(Claim("part-1"), Now, Options);
        publication.Overdue(canReconcile: true, Now.AddSeconds(31), Options);

        var granted = publication.Advance(
            new StepRequest { PublicationId = publication.Id, Fence = 1, Completed = [Accepted("part-1")], Intent = new StepIntent("part-2") },
            Now.AddSeconds(32), Options);

        Assert.That(granted, Is.False);
        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Queued));
        Assert.That(publication.Attempt, Is.EqualTo(2));
        Assert.That(publication.Effects.WakeAt, Is.Not.Null);
    }

    [Test]
    public void Row_08_a_lost_answer_at_a_readable_platform_is_read()
    {
        var publication = Lost();

        publication.Overdue(canReconcile: true, Now.AddSeconds(5), Options);

        Assert.That(publication.Effects.Reconcile, Is.Not.Null);
        Assert.That(publication.Effects.Reconcile!.Step, Is.EqualTo("message"));
        Assert.That(publication.Effects.Reconcile.Reading, Is.EqualTo(1));
    }

    [Test]
    public void Row_08_a_lost_answer_at_a_blind_platform_waits_for_a_person_and_is_never_sent_again()
    {
        var publication = Lost();

        publication.Overdue(canReconcile: false, Now.AddSeconds(5), Options);

        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Unknown));
        Assert.That(publication.DeadlineAt, Is.Null);
        Assert.That(publication.Effects.WakeAt, Is.Null);
        Assert.That(publication.Retry(Now, Options), Is.False);
    }

    [Test]
    public void Row_12_what_was_found_is_adopted_and_the_attempt_goes_on_from_there()
    {
        var publication = Lost();
        publication.Overdue(canReconcile: true, Now.AddSeconds(5), Options);

        publication.Reconcile(Reading(publication, ReconcileFindings.Found, Accepted("message")), Now, Options);

        Assert.That(publication.Steps.Single().State, Is.EqualTo(StepStates.Accepted));
        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Queued));
        Assert.That(publication.Attempt, Is.EqualTo(2));
    }

    [Test]
    public void Row_50_absent_is_believed_after_three_readings_only()
    {
        var publication = Lost();
        for (var reading = 1; reading <= 3; reading++)
        {
            Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Unknown), $"before reading {reading}");
            publication.Overdue(canReconcile: true, Now.AddMinutes(reading), Options);
            publication.Reconcile(Reading(publication, ReconcileFindings.Absent), Now.AddMinutes(reading), Options);
        }

        Assert.That(publication.Steps.Single().State, Is.EqualTo(StepStates.NotSent));
        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Queued));
    }

    [Test]
    public void A_platform_that_cannot_be_read_is_read_ever_more_rarely_until_nobody_wants_the_post_any_more()
    {
        var publication = Lost();
        List<TimeSpan> pauses = [];
        var now = Now;
        while (now < publication.NotAfter)
        {
            publication.Overdue(canReconcile: true, now, Options);
            publication.Reconcile(Reading(publication, ReconcileFindings.Unreadable), now, Options);
            pauses.Add(publication.DeadlineAt!.Value - now);
            now = publication.DeadlineAt.Value;
        }

        publication.Overdue(canReconcile: true, now, Options);
        publication.Reconcile(Reading(publication, ReconcileFindings.Unreadable), now, Options);

        Assert.That(pauses, Is.Ordered);
        Assert.That(pauses, Has.Count.InRange(24, 40));
        Assert.That(pauses[^1], Is.EqualTo(TimeSpan.FromHours(1)));
        Assert.That(publication.DeadlineAt, Is.Null, "a person is asked");
        Assert.That(publication.Action, Does.Contain("cannot be read back"));
    }

    [Test]
    public void Row_50_two_posts_that_fit_are_for_a_person()
    {
        var publication = Lost();
        publication.Overdue(canReconcile: true, Now.AddSeconds(5), Options);

        publication.Reconcile(Reading(publication, ReconcileFindings.Ambiguous), Now, Options);

        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Unknown));
        Assert.That(publication.DeadlineAt, Is.Null);
    }

    [Test]
    public void What_can_never_be_read_back_is_for_a_person()
    {
        var publication = Lost();
        publication.Overdue(canReconcile: true, Now.AddSeconds(5), Options);

        publication.Reconcile(Reading(publication, ReconcileFindings.Blind), Now, Options);

        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Unknown));
        Assert.That(publication.DeadlineAt, Is.Null);
        Assert.That(publication.Action, Does.Contain("look there"));
    }

    [Test]
    public void An_answer_to_an_older_reading_changes_nothing()
    {
        var publication = Lost();
        publication.Overdue(canReconcile: true, Now.AddSeconds(5), Options);
        var late = Reading(publication, ReconcileFindings.Found, Accepted("message")) with { Reading = 0 };

        publication.Reconcile(late, Now, Options);

        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Unknown));
    }

    [Test]
    public void A_command_nobody_took_is_sent_again_less_and_less_often_until_its_day_is_over()
    {
        var publication = Requested();
        var at = publication.DeadlineAt!.Value;
        var waits = new List<TimeSpan>();
        while (publication.Status == PublicationStatus.Queued)
        {
            publication.Overdue(canReconcile: true, at, Options);
            if (publication.DeadlineAt is { } next)
            {
                waits.Add(next - at);
                at = next;
            }
        }

        Assert.That(waits, Is.Ordered);
        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Failed));
        Assert.That(publication.Category, Is.EqualTo(FailureCategories.Expired));
        Assert.That(at, Is.GreaterThanOrEqualTo(Now.AddDays(1)));
    }

    [Test]
    public void Cancelling_is_for_those_that_have_not_begun()
    {
        var waiting = Requested();
        var begun = Requested();
        begun.Claim(Claim("message"), Now, Options);

        Assert.That(waiting.Cancel(Now), Is.True);
        Assert.That(begun.Cancel(Now), Is.False);
        Assert.That(waiting.Claim(Claim("message"), Now, Options).Answer, Is.EqualTo(ClaimAnswers.NotYours));
    }

    [Test]
    public void An_attempt_that_ended_before_its_call_leaves_nothing_open()
    {
        var publication = Requested();
        publication.Claim(Claim("message"), Now, Options);

        Complete(publication, Outcome(AttemptResults.Failed) with { Category = FailureCategories.Unavailable, IsRetryable = true });

        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Scheduled));
        Assert.That(publication.Steps[0].State, Is.EqualTo(StepStates.NotSent));
        var next = Claim("message") with { Attempt = 2 };
        Assert.That(publication.Claim(next, Now.AddMinutes(2), Options).Answer, Is.EqualTo(ClaimAnswers.Granted));
    }

    [Test]
    public void An_outcome_that_comes_twice_together_is_remembered_once()
    {
        var publication = Lost();
        var attempts = publication.Effects.EndedAttempts.Count;

        Complete(publication, Outcome(AttemptResults.Unknown) with { Category = FailureCategories.LostAnswer });

        Assert.That(attempts, Is.EqualTo(1));
        Assert.That(publication.Effects.EndedAttempts, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_person_who_found_it_settles_it_for_good()
    {
        var publication = WaitingForAPerson();

        publication.ResolvePublished("1801", "https://x.example/status/1801", Now.AddMinutes(1));
        Complete(publication, Outcome(AttemptResults.Failed) with { IsRetryable = true });

        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Published));
        Assert.That(publication.ExternalId, Is.EqualTo("1801"));
        Assert.That(publication.OpenStep, Is.Null);
    }

    [Test]
    public void A_person_who_did_not_find_it_has_it_sent_again_under_a_new_attempt()
    {
        var publication = WaitingForAPerson();

        publication.ResolveAbsent(Now.AddMinutes(1), Options);

        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Queued));
        Assert.That(publication.Attempt, Is.EqualTo(2));
        Assert.That(publication.Claim(Claim("message") with { Attempt = 2 }, Now.AddMinutes(1), Options).Answer, Is.EqualTo(ClaimAnswers.Granted));
    }

    [Test]
    public void What_a_person_gave_up_is_neither_sent_nor_retried()
    {
        var publication = WaitingForAPerson();

        publication.ResolveAbandoned(Now);

        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Cancelled));
        Assert.That(publication.Retry(Now.AddMinutes(1), Options), Is.False);
        Assert.That(publication.Claim(Claim("message") with { Attempt = 2 }, Now.AddMinutes(1), Options).Answer, Is.EqualTo(ClaimAnswers.NotYours));
    }

    [Test]
    public void A_worker_taken_for_dead_that_never_called_gives_a_waiting_one_back_to_be_sent()
    {
        var publication = Requested();
        publication.Claim(Claim("message"), Now, Options);
        publication.Overdue(canReconcile: false, Now.AddSeconds(31), Options);
        publication.Overdue(canReconcile: false, Now.AddSeconds(120), Options);

        Complete(publication, Outcome(AttemptResults.Failed) with
        {
            Category = FailureCategories.Unavailable,
            IsRetryable = true,
            Steps = [new StepResult { Name = "message", State = StepStates.NotSent }],
        });

        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Scheduled));
        Assert.That(publication.OpenStep, Is.Null);
    }

    private static Publication WaitingForAPerson()
    {
        var publication = Lost();
        publication.Overdue(canReconcile: false, Now.AddSeconds(5), Options);
        Assert.That(publication.IsBeingLookedFor, Is.False);
        return publication;
    }
}
