using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Results.Gates;
using ContentMultiplier.Results.Publications;
using static ContentMultiplier.Results.Tests.Transitions;

namespace ContentMultiplier.Results.Tests;

public sealed class PublicationGateTests
{
    private static readonly Gate Hold = new() { Platform = "twitter", Reason = "an outage" };
    private static readonly Gate Pause = new() { Platform = "twitter", AccountId = Guid.CreateVersion7(), Until = Now.AddHours(1) };

    [Test]
    public void Held_one_is_refused_without_an_attempt_and_says_why()
    {
        var publication = Requested();

        var answer = publication.Claim(Claim("message"), Now, Options, Hold);

        Assert.That(answer.Answer, Is.EqualTo(ClaimAnswers.NotYours));
        Assert.That((publication.Status, publication.Attempt, publication.Fence), Is.EqualTo((PublicationStatus.Queued, 1, 0L)));
        Assert.That((publication.Category, publication.Detail), Is.EqualTo((FailureCategories.Held, "The platform is held: an outage")));
        Assert.That(publication.Effects.WakeAt, Is.Null, "a release wakes it");
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Published_one_that_used_up_a_limit_pauses_what_the_limit_is_of(bool isForApplication)
    {
        var publication = Requested();
        publication.Claim(Claim("message"), Now, Options);

        Complete(publication, Outcome(AttemptResults.Published) with
        {
            ExternalId = "1801", Steps = [Accepted("message")], RetryNotBefore = Now.AddMinutes(9), IsForApplication = isForApplication,
        });

        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Published));
        var gates = new GateSet([publication.Effects.Pause!]);
        Assert.That(gates.Find(publication.WorkspaceId, "twitter", publication.AccountId, Now)?.Until, Is.EqualTo(Now.AddMinutes(9)));
        Assert.That(gates.Find(publication.WorkspaceId, "twitter", publication.AccountId, Now.AddMinutes(9)), Is.Null, "it is over");
        Assert.That(gates.Find(Guid.CreateVersion7(), "twitter", Guid.CreateVersion7(), Now) is not null, Is.EqualTo(isForApplication));
        Assert.That(gates.Find(publication.WorkspaceId, "discord", publication.AccountId, Now), Is.Null);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Refused_one_pauses_its_account_unless_only_uploads_were_too_many(bool isForOtherCalls)
    {
        var publication = Requested();
        publication.Claim(Claim("message"), Now, Options);

        Complete(publication, Outcome(AttemptResults.Failed) with
        {
            Category = FailureCategories.RateLimited, IsRetryable = true, RetryNotBefore = Now.AddMinutes(9), IsForOtherCalls = isForOtherCalls,
        });

        Assert.That((publication.Status, publication.NextTryAt), Is.EqualTo((PublicationStatus.Scheduled, (DateTimeOffset?)Now.AddMinutes(9))));
        Assert.That(publication.Effects.Pause is null, Is.EqualTo(isForOtherCalls));
    }

    [Test]
    public void Released_one_leaves_as_the_same_attempt_with_its_whole_time()
    {
        var publication = Requested();
        publication.Claim(Claim("message"), Now, Options, Hold);
        var later = Now.AddDays(3);

        publication.LeaveGate(later, Options);

        Assert.That((publication.Attempt, publication.Category, publication.Effects.WakeAt), Is.EqualTo((1, (string?)null, (DateTimeOffset?)later)));
        Assert.That(publication.NotAfter, Is.EqualTo(later + Options.Lifetime));
        Assert.That(publication.Claim(Claim("message"), later, Options).Answer, Is.EqualTo(ClaimAnswers.Granted));
    }

    [Test]
    public void What_nobody_could_claim_while_it_was_held_does_not_expire()
    {
        var publication = Requested();
        var later = Now.AddDays(2);

        publication.Overdue(canReconcile: true, later, Options, Hold);

        Assert.That(publication.IsHeldBack);
        Assert.That(publication.DeadlineAt, Is.GreaterThan(later));
    }

    [Test]
    public void Held_one_that_a_release_overlooked_is_asked_again()
    {
        var publication = Requested();
        publication.Claim(Claim("message"), Now, Options, Hold);

        publication.Overdue(canReconcile: true, publication.DeadlineAt!.Value, Options);

        Assert.That(publication.Effects.WakeAt, Is.Not.Null);
        Assert.That((publication.Status, publication.Category), Is.EqualTo((PublicationStatus.Queued, (string?)null)));
    }

    [Test]
    public void Command_of_before_the_hold_that_expired_in_its_queue_ends_nothing()
    {
        var publication = Requested();
        publication.Claim(Claim("message"), Now, Options, Hold);

        Complete(publication, Outcome(AttemptResults.Failed) with { Fence = 0, Category = FailureCategories.Expired });

        Assert.That(publication.IsHeldBack);
    }

    [Test]
    public void What_has_begun_finishes_behind_a_hold()
    {
        var publication = Requested();
        var claim = Claim("part-1");
        var fence = publication.Claim(claim, Now, Options).Fence;

        var mayGoOn = publication.Advance(
            new StepRequest { PublicationId = publication.Id, Fence = fence, Completed = [Accepted("part-1")], Intent = new StepIntent("part-2") }, Now, Options);
        var same = publication.Claim(claim, Now, Options, Hold);

        Assert.That((mayGoOn, same.Answer), Is.EqualTo((true, ClaimAnswers.Granted)));
    }

    [Test]
    public void Thread_whose_worker_died_goes_on_behind_a_hold()
    {
        var publication = Requested();
        var fence = publication.Claim(Claim("part-1"), Now, Options).Fence;
        publication.Advance(new StepRequest { PublicationId = publication.Id, Fence = fence, Completed = [Accepted("part-1")] }, Now, Options);
        var later = publication.DeadlineAt!.Value;

        var answer = publication.Claim(Claim("part-1"), later, Options, Hold);

        Assert.That(answer.Answer, Is.EqualTo(ClaimAnswers.Granted));
    }

    [Test]
    public void Held_one_can_be_cancelled()
    {
        var publication = Requested();
        publication.Claim(Claim("message"), Now, Options, Hold);

        Assert.That(publication.Cancel(Now));
        publication.LeaveGate(Now, Options);

        Assert.That((publication.Status, publication.Category), Is.EqualTo((PublicationStatus.Cancelled, (string?)null)));
    }

    [Test]
    public void Row_45_an_account_that_is_to_wait_costs_the_others_of_it_no_attempt()
    {
        var publication = Requested();

        var answer = publication.Claim(Claim("message"), Now, Options, Pause);

        Assert.That(answer.Answer, Is.EqualTo(ClaimAnswers.NotYours));
        Assert.That((publication.Status, publication.Attempt, publication.Failures), Is.EqualTo((PublicationStatus.Scheduled, 1, 0)));
        Assert.That((publication.NextTryAt, publication.Effects.WakeAt), Is.EqualTo((Pause.Until, Pause.Until)));
    }

    [Test]
    public void Row_45_a_wait_that_the_platform_named_is_for_the_account_and_ends_within_a_day()
    {
        var publication = Requested();
        publication.Claim(Claim("message"), Now, Options);

        Complete(publication, Outcome(AttemptResults.Failed) with
        {
            Category = FailureCategories.RateLimited, IsRetryable = true, RetryNotBefore = Now.AddDays(10_000),
            Steps = [new StepResult { Name = "message", State = StepStates.Refused }],
        });

        var pause = publication.Effects.Pause!;
        Assert.That((pause.WorkspaceId, pause.Platform, pause.AccountId), Is.EqualTo((publication.WorkspaceId, "twitter", publication.AccountId)));
        Assert.That(pause.Until, Is.EqualTo(Now.AddDays(1)));
    }

    [Test]
    public void Failure_of_another_kind_stops_nobody_else()
    {
        var publication = Requested();
        publication.Claim(Claim("message"), Now, Options);

        Complete(publication, Outcome(AttemptResults.Failed) with { Category = FailureCategories.Unavailable, IsRetryable = true, RetryNotBefore = Now.AddHours(2) });

        Assert.That(publication.Effects.Pause, Is.Null);
    }
}
