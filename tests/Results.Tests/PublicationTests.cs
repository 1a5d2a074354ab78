using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Results.Publications;

namespace ContentMultiplier.Results.Tests;

/// <summary>The state machine alone, one transition at a time.</summary>
public sealed class PublicationTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 31, 9, 0, 0, TimeSpan.Zero);

    private static readonly ResultsOptions Options = new()
    {
        Lease = TimeSpan.FromSeconds(30),
        RequestLimit = TimeSpan.FromSeconds(60),
        ReconcileDelays = [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(60)],
    };

    [Test]
    public void A_claim_opens_the_first_step_and_hands_out_a_fence()
    {
        var publication = Requested();

        var answer = publication.Claim(Claim("message"), Now, Options);

        Assert.That(answer.Answer, Is.EqualTo(ClaimAnswers.Granted));
        Assert.That(answer.Fence, Is.EqualTo(1));
        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Publishing));
        Assert.That(publication.OpenStep!.Name, Is.EqualTo("message"));
        Assert.That(publication.DeadlineAt, Is.EqualTo(Now + Options.Lease));
    }

    [Test]
    public void Asking_again_with_the_same_claim_gives_the_same_answer()
    {
        var publication = Requested();
        var claim = Claim("message");

        var first = publication.Claim(claim, Now, Options);
        var second = publication.Claim(claim, Now.AddSeconds(1), Options);

        Assert.That(second.Answer, Is.EqualTo(ClaimAnswers.Granted));
        Assert.That(second.Fence, Is.EqualTo(first.Fence));
    }

    [Test]
    public void A_second_delivery_of_the_same_attempt_gets_nothing_while_the_first_holds_it()
    {
        var publication = Requested();
        publication.Claim(Claim("message"), Now, Options);

        Assert.That(publication.Claim(Claim("message"), Now.AddSeconds(1), Options).Answer, Is.EqualTo(ClaimAnswers.NotYours));
    }

    [Test]
    public void An_expired_lease_with_an_open_step_is_never_claimed_again()
    {
        var publication = Requested();
        publication.Claim(Claim("message"), Now, Options);

        Assert.That(publication.Claim(Claim("message"), Now.AddMinutes(5), Options).Answer, Is.EqualTo(ClaimAnswers.NotYours));
    }

    [Test]
    public void An_expired_lease_without_an_open_step_is_claimed_again_under_a_new_fence()
    {
        var publication = Requested();
        publication.Claim(Claim("part-1"), Now, Options);
        publication.Advance(new StepRequest { PublicationId = publication.Id, Fence = 1, Completed = [Accepted("part-1")] }, Now, Options);

        var answer = publication.Claim(Claim("part-1"), Now.AddMinutes(1), Options);

        Assert.That(answer.Answer, Is.EqualTo(ClaimAnswers.Granted));
        Assert.That(answer.Fence, Is.EqualTo(2));
        Assert.That(answer.AcceptedSteps.Select(step => step.Name), Is.EqualTo(new[] { "part-1" }));
        Assert.That(publication.OpenStep, Is.Null);
    }

    [TestCase(PublicationStatus.Published)]
    [TestCase(PublicationStatus.Failed)]
    [TestCase(PublicationStatus.Cancelled)]
    [TestCase(PublicationStatus.Unknown)]
    public void What_is_over_or_unsettled_is_not_claimed(string status)
    {
        var publication = Requested();
        publication.Status = status;

        Assert.That(publication.Claim(Claim("message"), Now, Options).Answer, Is.EqualTo(ClaimAnswers.NotYours));
    }

    [Test]
    public void A_command_of_an_older_attempt_is_not_claimed()
    {
        var publication = Requested();
        publication.Attempt = 2;

        Assert.That(publication.Claim(Claim("message"), Now, Options).Answer, Is.EqualTo(ClaimAnswers.NotYours));
    }

    [Test]
    public void An_old_fence_opens_no_step_but_its_acceptance_is_kept()
    {
        var publication = Requested();
        publication.Claim(Claim("part-1"), Now, Options);
        publication.Fence = 2;

        var granted = publication.Advance(
            new StepRequest { PublicationId = publication.Id, Fence = 1, Completed = [Accepted("part-1")], Intent = new StepIntent("part-2") }, Now, Options);

        Assert.That(granted, Is.False);
        Assert.That(publication.Steps.Single().State, Is.EqualTo(StepStates.Accepted));
    }

    [Test]
    public void Published_needs_an_external_id_and_wins_over_everything()
    {
        var publication = Requested();
        publication.Claim(Claim("message"), Now, Options);
        Complete(publication, Outcome(AttemptResults.Published) with { ExternalId = "" });
        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Publishing));

        publication.Status = PublicationStatus.Unknown;
        Complete(publication, Outcome(AttemptResults.Published) with { Fence = 0, ExternalId = "1801", Steps = [Accepted("message")] });

        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Published));
        Assert.That(publication.ExternalId, Is.EqualTo("1801"));
        Assert.That(publication.DeadlineAt, Is.Null);
    }

    [Test]
    public void A_published_one_is_not_moved_by_a_late_failure()
    {
        var publication = Requested();
        publication.Claim(Claim("message"), Now, Options);
        Complete(publication, Outcome(AttemptResults.Published) with { ExternalId = "1801" });

        Complete(publication, Outcome(AttemptResults.Failed) with { Category = FailureCategories.Unavailable });

        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Published));
    }

    [Test]
    public void A_retryable_failure_is_scheduled_as_the_next_attempt()
    {
        var publication = Requested();
        publication.Claim(Claim("message"), Now, Options);

        Complete(publication, Outcome(AttemptResults.Failed) with
        {
            Category = FailureCategories.Unavailable,
            IsRetryable = true,
            Steps = [new StepResult { Name = "message", State = StepStates.NotSent }],
        });

        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Scheduled));
        Assert.That(publication.Attempt, Is.EqualTo(2));
        Assert.That(publication.NextTryAt, Is.EqualTo(Now.AddMinutes(1)));
        Assert.That(publication.Effects.WakeAt, Is.EqualTo(Now.AddMinutes(1)));
    }

    [Test]
    public void A_final_failure_says_why_and_what_to_do()
    {
        var publication = Requested();
        publication.Claim(Claim("message"), Now, Options);

        Complete(publication, Outcome(AttemptResults.Failed) with
        {
            Category = FailureCategories.Unauthorized,
            Detail = "The token is revoked.",
            Action = "Reconnect the account.",
            Steps = [new StepResult { Name = "message", State = StepStates.Refused }],
        });

        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Failed));
        Assert.That(publication.Detail, Is.EqualTo("The token is revoked."));
        Assert.That(publication.Action, Is.EqualTo("Reconnect the account."));
    }

    [Test]
    public void A_dead_worker_leaves_an_unknown_outcome_that_waits_until_its_call_must_be_over()
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
    public void A_lost_answer_at_a_readable_platform_is_read()
    {
        var publication = Lost();

        publication.Overdue(canReconcile: true, Now.AddSeconds(5), Options);

        Assert.That(publication.Effects.Reconcile, Is.Not.Null);
        Assert.That(publication.Effects.Reconcile!.Step, Is.EqualTo("message"));
        Assert.That(publication.Effects.Reconcile.Reading, Is.EqualTo(1));
    }

    [Test]
    public void A_lost_answer_at_a_blind_platform_waits_for_a_person_and_is_never_sent_again()
    {
        var publication = Lost();

        publication.Overdue(canReconcile: false, Now.AddSeconds(5), Options);

        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Unknown));
        Assert.That(publication.DeadlineAt, Is.Null);
        Assert.That(publication.Effects.WakeAt, Is.Null);
        Assert.That(publication.Retry(Now, Options), Is.False);
    }

    [Test]
    public void What_was_found_is_adopted_and_the_attempt_goes_on_from_there()
    {
        var publication = Lost();
        publication.Overdue(canReconcile: true, Now.AddSeconds(5), Options);

        publication.Reconcile(Reading(publication, ReconcileFindings.Found, Accepted("message")), Now, Options);

        Assert.That(publication.Steps.Single().State, Is.EqualTo(StepStates.Accepted));
        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Queued));
        Assert.That(publication.Attempt, Is.EqualTo(2));
    }

    [Test]
    public void Absent_is_believed_after_three_readings_only()
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
    public void Two_posts_that_fit_are_for_a_person()
    {
        var publication = Lost();
        publication.Overdue(canReconcile: true, Now.AddSeconds(5), Options);

        publication.Reconcile(Reading(publication, ReconcileFindings.Ambiguous), Now, Options);

        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Unknown));
        Assert.That(publication.DeadlineAt, Is.Null);
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

        Assert.That(waiting.Cancel(), Is.True);
        Assert.That(begun.Cancel(), Is.False);
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

    private static Publication Requested()
    {
        var requested = new RequestedPublication { PublicationId = Guid.CreateVersion7(), Platform = "twitter", AccountId = Guid.CreateVersion7() };
        return Publication.Request(requested, Guid.CreateVersion7(), Guid.CreateVersion7(), Now, Options);
    }

    private static Publication Lost()
    {
        var publication = Requested();
        publication.Claim(Claim("message"), Now, Options);
        Complete(publication, Outcome(AttemptResults.Unknown) with
        {
            Category = FailureCategories.LostAnswer,
            Steps = [new StepResult { Name = "message", State = StepStates.Unknown }],
        });
        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Unknown));
        return publication;
    }

    private static ClaimRequest Claim(string step) => new()
    {
        ClaimId = Guid.CreateVersion7(), PublicationId = Guid.Empty, PostId = Guid.Empty, WorkspaceId = Guid.Empty, Platform = "twitter",
        AccountId = Guid.Empty, Attempt = 1, Intent = new StepIntent(step),
    };

    private static StepResult Accepted(string step) => new() { Name = step, State = StepStates.Accepted, ExternalId = "1801" };

    private static AttemptOutcome Outcome(string result) => new()
    {
        PublicationId = Guid.Empty, Attempt = 1, Fence = 1, Result = result, StartedAt = Now, CompletedAt = Now,
    };

    private static PublicationReconciled Reading(Publication publication, string finding, StepResult? found = null) => new()
    {
        PublicationId = publication.Id, Reading = publication.Readings, Step = "message", Finding = finding, Found = found,
    };

    private static void Complete(Publication publication, AttemptOutcome outcome) => publication.Complete(outcome, Now, Options, () => 0.5);
}
