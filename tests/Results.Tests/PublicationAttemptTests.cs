using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Publishing;
using static ContentMultiplier.Results.Tests.Transitions;

namespace ContentMultiplier.Results.Tests;

/// <summary>The state machine alone: what workers ask and say.</summary>
public sealed class PublicationAttemptTests
{
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
    public void Finished_work_that_was_never_announced_is_remembered()
    {
        var publication = Requested();
        publication.Claim(Claim("post") with { Intent = null }, Now, Options);

        var granted = publication.Advance(
            new StepRequest { PublicationId = publication.Id, Fence = 1, Completed = [Accepted("image-1")] }, Now, Options);
        var next = publication.Claim(Claim("post"), Now.AddMinutes(5), Options);

        Assert.That(granted, Is.True);
        Assert.That(next.AcceptedSteps.Select(step => step.Name), Is.EqualTo(new[] { "image-1" }));
    }

    [Test]
    public void A_platform_at_work_is_waited_for_without_counting_it_as_a_failure()
    {
        var publication = Requested();
        publication.Claim(Claim("post") with { Intent = null }, Now, Options);

        Complete(publication, Outcome(AttemptResults.Failed) with
        {
            Category = FailureCategories.Processing, IsRetryable = true, RetryNotBefore = Now.AddSeconds(30),
        });

        Assert.That(publication.Failures, Is.Zero);
        Assert.That(publication.NextTryAt, Is.EqualTo(Now.AddSeconds(30)));
    }

    [Test]
    public void Row_07_an_expired_lease_with_an_open_step_is_never_claimed_again()
    {
        var publication = Requested();
        publication.Claim(Claim("message"), Now, Options);

        Assert.That(publication.Claim(Claim("message"), Now.AddMinutes(5), Options).Answer, Is.EqualTo(ClaimAnswers.NotYours));
    }

    [Test]
    public void Row_06_an_expired_lease_without_an_open_step_is_claimed_again_under_a_new_fence()
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

    [TestCase(FailureCategories.Internal, "worker")]
    [TestCase(FailureCategories.Unauthorized, "Reconnect")]
    [TestCase(FailureCategories.Unavailable, "Retry")]
    public void A_final_failure_says_what_to_do_where_its_worker_did_not(string category, string said)
    {
        var publication = Requested();
        publication.Claim(Claim("message"), Now, Options);

        Complete(publication, Outcome(AttemptResults.Failed) with { Category = category, Steps = [new StepResult { Name = "message", State = StepStates.Refused }] });

        Assert.That((publication.Status, publication.Category), Is.EqualTo((PublicationStatus.Failed, category)));
        Assert.That(publication.Action, Does.Contain(said));
    }

    [Test]
    public void The_worker_of_another_platform_gets_nothing() =>
        Assert.That(Requested().Claim(Claim("message") with { Platform = "discord" }, Now, Options).Answer, Is.EqualTo(ClaimAnswers.NotYours));

    [Test]
    public void What_lacks_its_approval_when_it_comes_due_fails_without_another_try()
    {
        var publication = Requested();

        Complete(publication, NotApproved(attempt: 1));

        Assert.That((publication.Status, publication.Category), Is.EqualTo((PublicationStatus.Failed, FailureCategories.NotApproved)));
        Assert.That(publication.Action, Is.EqualTo("Have it approved."));
        Assert.That(publication.Effects.WakeAt, Is.Null);
    }

    [Test]
    public void What_the_platform_has_in_part_is_not_failed_for_lack_of_approval_so_that_nobody_sends_it_anew()
    {
        var publication = Requested();
        publication.Claim(Claim("part-1"), Now, Options);
        Complete(publication, Outcome(AttemptResults.Failed) with
        {
            Category = FailureCategories.Unavailable,
            IsRetryable = true,
            Steps = [Accepted("part-1")],
        });

        Complete(publication, NotApproved(attempt: 2));

        Assert.That((publication.Status, publication.Category), Is.EqualTo((PublicationStatus.Unknown, FailureCategories.NotApproved)));
        Assert.That(publication.DeadlineAt, Is.Null);
    }

    private static AttemptOutcome NotApproved(int attempt) => Outcome(AttemptResults.Failed) with
    {
        Attempt = attempt,
        Fence = 0,
        Category = FailureCategories.NotApproved,
        Action = "Have it approved.",
    };
}
