using System.Net;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Tests.Support;

namespace ContentMultiplier.Publishing.Tests;

public sealed class OnceTests : Fixture
{
    [Test]
    public async Task One_step_costs_one_question_and_one_message()
    {
        Platform.Answer(Sample.Created("7"));

        var outcome = await Worker.DeliverAsync(Sample.Message("hello"));

        Assert.Multiple(() =>
        {
            Assert.That(outcome!.Result, Is.EqualTo(AttemptResults.Published));
            Assert.That(outcome.ExternalId, Is.EqualTo("7"));
            Assert.That(outcome.Fence, Is.EqualTo(1));
            Assert.That(outcome.Steps.Select(step => (step.Name, step.State, step.ExternalId)), Is.EqualTo(new[] { ("part-1", StepStates.Accepted, "7") }));
            Assert.That(Ledger.Requests, Is.EqualTo(1));
            Assert.That(Ledger.Claims[0].Intent!.Name, Is.EqualTo("part-1"));
            Assert.That(Worker.Sent, Has.Count.EqualTo(1));
        });
    }

    [Test]
    public async Task Every_later_step_tells_the_end_of_the_one_before()
    {
        Platform.Script = request => Task.FromResult(Sample.Created(request.Body.Contains("one") ? "1" : request.Body.Contains("two") ? "2" : "3"));

        var outcome = await Worker.DeliverAsync(Sample.Message("one", "two", "three"));

        Assert.Multiple(() =>
        {
            Assert.That(outcome!.ExternalId, Is.EqualTo("1"));
            Assert.That(Ledger.Steps.Select(step => step.Intent!.Name), Is.EqualTo(new[] { "part-2", "part-3" }));
            Assert.That(Ledger.Steps.Select(step => step.Completed.Single().Name), Is.EqualTo(new[] { "part-1", "part-2" }));
            Assert.That(outcome.Steps.Select(step => step.Name), Is.EqualTo(new[] { "part-3" }));
        });
    }

    [Test]
    public async Task Row_10_a_second_delivery_of_what_is_published_says_nothing()
    {
        Platform.Answer(Sample.Created("7"));
        var message = Sample.Message("hello");
        await Worker.DeliverAsync(message);

        var again = await Worker.DeliverAsync(message);

        Assert.That(again, Is.Null);
        Assert.That(Platform.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Row_11_another_attempt_takes_accepted_steps_from_the_ledger()
    {
        Platform.Script = request => Task.FromResult(request.Body.Contains("two") ? new StandInAnswer(403) : Sample.Created("1"));
        var message = Sample.Message("one", "two");
        var first = await Worker.DeliverAsync(message);
        Platform.Answer(Sample.Created("2"));

        var second = await Worker.DeliverAsync(message with { Attempt = 2 });

        Assert.Multiple(() =>
        {
            Assert.That(first!.Category, Is.EqualTo(FailureCategories.Forbidden));
            Assert.That(second!.Result, Is.EqualTo(AttemptResults.Published));
            Assert.That(second.ExternalId, Is.EqualTo("1"));
            Assert.That(Platform.Requests.Count(request => request.Body.Contains("one")), Is.EqualTo(1));
        });
    }

    [TestCase(500)]
    [TestCase(502)]
    [TestCase(503)]
    [TestCase(504)]
    [TestCase(408)]
    [TestCase(303)]
    public async Task A_status_that_leaves_it_open_is_a_lost_answer(int status)
    {
        Platform.Answer(new StandInAnswer(status));

        var outcome = await Worker.DeliverAsync(Sample.Message("hello"));

        AssertLost(outcome);
    }

    [TestCase("")]
    [TestCase("<html>")]
    [TestCase("{}")]
    [TestCase("""{"id":""}""")]
    [TestCase("null")]
    public async Task Row_47_a_success_without_an_id_is_a_lost_answer(string body)
    {
        Platform.Answer(new StandInAnswer(200, body));

        var outcome = await Worker.DeliverAsync(Sample.Message("hello"));

        AssertLost(outcome);
    }

    [Test]
    public async Task Row_47_an_answer_that_never_comes_is_a_lost_answer()
    {
        Platform.Answer(Sample.Created("7") with { Ending = Ending.Silence });
        await using var impatient = CreateWorker(("Publisher:RequestLimit", "00:00:05"));

        AssertLost(await impatient.DeliverAsync(Sample.Message("hello")));
        Assert.That(Platform.Requests, Has.Count.EqualTo(1));
    }

    [TestCase(Ending.ResetBeforeAnswer)]
    [TestCase(Ending.ResetAfterHeaders)]
    [TestCase(Ending.CutChunk)]
    [TestCase(Ending.LiesAboutLength)]
    public async Task Row_47_an_answer_that_breaks_off_is_a_lost_answer(Ending ending)
    {
        Platform.Answer(Sample.Created("7") with { Ending = ending });

        var outcome = await Worker.DeliverAsync(Sample.Message("hello"));

        AssertLost(outcome);
    }

    [Test]
    public async Task A_lost_answer_is_not_asked_for_again_by_a_redelivery()
    {
        Platform.Answer(new StandInAnswer(500));
        var message = Sample.Message("hello");
        await Worker.DeliverAsync(message);

        var again = await Worker.DeliverAsync(message with { Attempt = 2 });

        Assert.That(again, Is.Null);
        Assert.That(Platform.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Nothing_follows_a_lost_answer_even_if_the_publisher_goes_on()
    {
        Platform.Script = request => Task.FromResult(request.Body.Contains("one") ? new StandInAnswer(500) : Sample.Created("2"));
        await using var stubborn = CreateWorker<StubbornPublisher>();

        var outcome = await stubborn.DeliverAsync(Sample.Message("one", "two"));

        AssertLost(outcome);
        Assert.That(Platform.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_publisher_without_a_step_is_a_defect_that_the_log_explains()
    {
        await using var careless = CreateWorker<CarelessPublisher>();

        var outcome = await careless.DeliverAsync(Sample.Message("hello"));

        Assert.That(outcome!.Category, Is.EqualTo(FailureCategories.Internal));
        Assert.That(outcome.IsRetryable, Is.False);
        Assert.That(Log.Lines, Has.Some.Contains("without an accepted step"));
    }

    [Test]
    public async Task A_platform_that_is_not_there_was_not_sent_anything()
    {
        await Platform.DisposeAsync();

        var outcome = await Worker.DeliverAsync(Sample.Message("hello"));

        AssertNotSent(outcome);
    }

    [Test]
    public async Task Row_47_a_request_cut_off_before_its_last_byte_was_not_sent()
    {
        Platform.ResetAfter = 100;

        var outcome = await Worker.DeliverAsync(Sample.Message(new string('x', 7_000_000)));

        AssertNotSent(outcome);
        Assert.That(Platform.Connections, Is.EqualTo(1));
    }

    [Test]
    public async Task A_private_address_is_refused_for_good()
    {
        await using var guarded = CreateWorker(allowed: "10.1.2.3/32");

        var outcome = await guarded.DeliverAsync(Sample.Message("hello"));

        Assert.Multiple(() =>
        {
            Assert.That(outcome!.Category, Is.EqualTo(FailureCategories.Forbidden));
            Assert.That(outcome.IsRetryable, Is.False);
            Assert.That(Platform.Connections, Is.Zero);
        });
    }

    [Test]
    public async Task A_refused_token_is_refreshed_once_and_the_same_call_made_again()
    {
        Credentials.Refreshed = Credentials.Lease with { Version = 2, AccessToken = "access-token-number-two" };
        Platform.Script = request => Task.FromResult(
            request.Headers["Authorization"].EndsWith("two", StringComparison.Ordinal) ? Sample.Created("7") : new StandInAnswer(401));

        var outcome = await Worker.DeliverAsync(Sample.Message("hello"));

        Assert.That(outcome!.Result, Is.EqualTo(AttemptResults.Published));
        Assert.That(Platform.Requests, Has.Count.EqualTo(2));
        Assert.That(Ledger.Requests, Is.EqualTo(1));
    }

    [Test]
    public async Task A_token_refused_twice_needs_a_person()
    {
        Credentials.Refreshed = Credentials.Lease with { Version = 2, AccessToken = "access-token-number-two" };
        Platform.Answer(new StandInAnswer(401));

        var outcome = await Worker.DeliverAsync(Sample.Message("hello"));

        Assert.Multiple(() =>
        {
            Assert.That(outcome!.Category, Is.EqualTo(FailureCategories.Unauthorized));
            Assert.That(outcome.IsRetryable, Is.False);
            Assert.That(outcome.Steps.Single().State, Is.EqualTo(StepStates.Refused));
            Assert.That(Platform.Requests, Has.Count.EqualTo(2));
        });
    }

    [Test]
    public async Task Too_short_a_lease_is_renewed_and_then_given_up()
    {
        Ledger.LeaseMilliseconds = 4000;

        var outcome = await Worker.DeliverAsync(Sample.Message("hello"));

        Assert.Multiple(() =>
        {
            Assert.That(outcome!.Category, Is.EqualTo(FailureCategories.Unavailable));
            Assert.That(outcome.IsRetryable, Is.True);
            Assert.That(outcome.Steps.Select(step => (step.Name, step.State)), Is.EqualTo(new[] { ("part-1", StepStates.NotSent) }));
            Assert.That(Ledger.Steps, Has.Count.EqualTo(1));
            Assert.That(Platform.Requests, Is.Empty);
        });
    }

    [Test]
    public async Task A_worker_taken_for_dead_before_its_call_says_that_nothing_was_sent()
    {
        Ledger.LeaseMilliseconds = 4000;
        Ledger.Grants = false;

        var outcome = await Worker.DeliverAsync(Sample.Message("hello"));

        Assert.Multiple(() =>
        {
            Assert.That(outcome!.Fence, Is.Positive);
            Assert.That(outcome.IsRetryable, Is.True);
            Assert.That(outcome.Steps.Select(step => (step.Name, step.State)), Is.EqualTo(new[] { ("part-1", StepStates.NotSent) }));
            Assert.That(Platform.Requests, Is.Empty);
        });
    }

    [Test]
    public async Task A_ledger_that_is_away_for_a_moment_is_asked_again()
    {
        Platform.Answer(Sample.Created("7"));
        await using var patient = CreateWorker(("Publisher:LedgerPatience", "00:01:00"));
        var failures = 2;
        Ledger.Failure = () => failures-- > 0 ? HttpStatusCode.ServiceUnavailable : null;

        var outcome = await patient.DeliverAsync(Sample.Message("hello"));

        Assert.That(outcome!.Result, Is.EqualTo(AttemptResults.Published));
        Assert.That(Ledger.Claims, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Row_32_a_ledger_that_stays_away_lets_nothing_leave()
    {
        Ledger.Failure = () => HttpStatusCode.ServiceUnavailable;

        var outcome = await Worker.DeliverAsync(Sample.Message("hello"));

        Assert.That(outcome!.Category, Is.EqualTo(FailureCategories.Unavailable));
        Assert.That(outcome.IsRetryable, Is.True);
        Assert.That(Platform.Requests, Is.Empty);
    }

    [Test]
    public async Task An_intent_whose_answer_was_lost_is_taken_back_by_the_outcome()
    {
        Platform.Answer(Sample.Created("1"));
        Ledger.Failure = () => Ledger.Claims.Count > 0 ? HttpStatusCode.ServiceUnavailable : null;

        var outcome = await Worker.DeliverAsync(Sample.Message("one", "two"));

        Assert.Multiple(() =>
        {
            Assert.That(outcome!.Category, Is.EqualTo(FailureCategories.Unavailable));
            Assert.That(outcome.Fence, Is.EqualTo(1));
            Assert.That(
                outcome.Steps.Select(step => (step.Name, step.State)),
                Is.EqualTo(new[] { ("part-1", StepStates.Accepted), ("part-2", StepStates.NotSent) }));
        });
    }

    [Test]
    public async Task What_is_too_late_is_not_sent()
    {
        var outcome = await Worker.DeliverAsync(Sample.Message("hello") with { NotAfter = TimeProvider.System.GetUtcNow().AddSeconds(-1) });

        Assert.Multiple(() =>
        {
            Assert.That(outcome!.Category, Is.EqualTo(FailureCategories.Expired));
            Assert.That(outcome.Fence, Is.Zero);
            Assert.That(Platform.Requests, Is.Empty);
            Assert.That(Ledger.Requests, Is.Zero);
        });
    }

    private static void AssertLost(AttemptOutcome? outcome) => Assert.Multiple(() =>
    {
        Assert.That(outcome!.Result, Is.EqualTo(AttemptResults.Unknown));
        Assert.That(outcome.Category, Is.EqualTo(FailureCategories.LostAnswer));
        Assert.That(outcome.IsRetryable, Is.False);
        Assert.That(outcome.Steps.Select(step => step.State), Is.EqualTo(new[] { StepStates.Unknown }));
    });

    private static void AssertNotSent(AttemptOutcome? outcome) => Assert.Multiple(() =>
    {
        Assert.That(outcome!.Result, Is.EqualTo(AttemptResults.Failed));
        Assert.That(outcome.Category, Is.EqualTo(FailureCategories.Unavailable));
        Assert.That(outcome.IsRetryable, Is.True);
        Assert.That(outcome.Steps.Single().State, Is.EqualTo(StepStates.NotSent));
    });
}
