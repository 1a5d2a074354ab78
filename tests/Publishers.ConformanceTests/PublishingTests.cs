using System.Net;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Tests.Support;

namespace ContentMultiplier.Publishers.ConformanceTests;

public sealed class PublishingTests(PlatformUnderTest platform) : ConformanceFixture(platform)
{
    [Test]
    public async Task Every_sample_is_published_with_one_call_a_step()
    {
        foreach (var name in Play().Sample.Cases.Select(sample => sample.Name))
        {
            var scenario = Play(name);

            var outcome = await scenario.PublishAsync();

            Assert.Multiple(() =>
            {
                Assert.That(scenario.Unexpected, Is.Empty, name);
                Assert.That(outcome!.Result, Is.EqualTo(AttemptResults.Published), $"{name}: {outcome.Detail}");
                Assert.That(outcome.ExternalId, Is.EqualTo(scenario.Case.Published.ExternalId), name);
                Assert.That(outcome.ExternalUrl, Is.EqualTo(scenario.Case.Published.ExternalUrl), name);
                Assert.That(scenario.StepNames.Select(scenario.CreatesOf), Is.All.EqualTo(1), name);
                Assert.That(scenario.Log.Lines, Has.None.StartsWith("Information").And.None.StartsWith("Error"), name);
            });
        }
    }

    [Test]
    public async Task What_breaks_a_limit_is_refused_before_any_call()
    {
        var scenario = Play();
        var worker = scenario.CreateWorker();
        var capabilities = worker.Get<Publishing.PlatformDescriptor>().Capabilities;
        var tooLong = new PostContent { Text = new string('a', capabilities.Text.MaxLength + 1) };
        var tooMany = new PostContent { Parts = [.. Enumerable.Repeat("part", capabilities.Text.MaxParts + 1)] };
        var tooManyFiles = scenario.Case.Content with
        {
            Media = [.. Enumerable.Repeat(new MediaItem { Url = $"{scenario.Platform.Address}file" }, capabilities.Media.MaxItems + 1)],
        };

        foreach (var content in new[] { tooLong, tooMany, tooManyFiles })
        {
            var outcome = await worker.DeliverAsync(scenario.Message with { Content = content });

            Assert.That(outcome!.Category, Is.EqualTo(FailureCategories.InvalidContent));
            Assert.That(outcome.IsRetryable, Is.False);
        }

        Assert.That(scenario.Platform.Requests, Is.Empty);
        Assert.That(scenario.Ledger.Requests, Is.Zero);
    }

    [TestCase(400, FailureCategories.InvalidContent)]
    [TestCase(403, FailureCategories.Forbidden)]
    [TestCase(404, FailureCategories.NotFound)]
    [TestCase(409, FailureCategories.Duplicate)]
    [TestCase(413, FailureCategories.InvalidContent)]
    [TestCase(422, FailureCategories.InvalidContent)]
    [TestCase(429, FailureCategories.RateLimited)]
    public async Task A_clear_no_is_a_refusal(int status, string category)
    {
        var scenario = Play();
        scenario.Instead = (_, _) => new StandInAnswer(status);

        var outcome = await scenario.PublishAsync();

        Assert.Multiple(() =>
        {
            Assert.That(outcome!.Result, Is.EqualTo(AttemptResults.Failed));
            Assert.That(outcome.Category, Is.EqualTo(scenario.Sample.Statuses.GetValueOrDefault($"{status}", category)));
            Assert.That(outcome.IsRetryable, Is.EqualTo(status == 429));
            Assert.That(outcome.Steps.Select(step => step.State), Is.EqualTo(new[] { StepStates.Refused }));
            Assert.That(scenario.AllCreates, Is.EqualTo(1));
        });
    }

    [Test]
    public async Task A_dead_credential_is_renewed_once()
    {
        var scenario = Play();
        scenario.Credentials.Refreshed = scenario.Case.Credential with { Version = scenario.Case.Credential.Version + 1 };
        var refusals = 1;
        scenario.Instead = (_, _) => refusals-- > 0 ? new StandInAnswer(401) : null;

        var outcome = await scenario.PublishAsync();

        Assert.That(outcome!.Result, Is.EqualTo(AttemptResults.Published), outcome.Detail);
        Assert.That(scenario.CreatesOf(scenario.StepNames.First()), Is.EqualTo(2));
    }

    [Test]
    public async Task A_credential_dead_for_good_needs_a_person()
    {
        var scenario = Play();
        scenario.Credentials.Refreshed = scenario.Case.Credential with { Version = scenario.Case.Credential.Version + 1 };
        scenario.Instead = (_, _) => new StandInAnswer(401);

        var outcome = await scenario.PublishAsync();

        Assert.That(outcome!.Category, Is.EqualTo(FailureCategories.Unauthorized));
        Assert.That(outcome.IsRetryable, Is.False);
        Assert.That(scenario.AllCreates, Is.EqualTo(2));
    }

    [Test]
    public async Task Row_45_the_platforms_word_on_when_to_come_back_is_kept()
    {
        var scenario = Play();
        var worker = scenario.CreateWorker();
        scenario.Instead = (_, _) => new StandInAnswer(429) { Headers = new Dictionary<string, string> { ["Retry-After"] = "120" } };

        var before = TimeProvider.System.GetUtcNow();
        var outcome = await worker.DeliverAsync(scenario.Message);
        var after = TimeProvider.System.GetUtcNow();
        var next = await worker.DeliverAsync(scenario.Message with { PublicationId = Guid.CreateVersion7() });

        Assert.Multiple(() =>
        {
            Assert.That(outcome!.RetryNotBefore, Is.InRange(before.AddSeconds(120), after.AddSeconds(120)));
            Assert.That(next!.RetryNotBefore, Is.EqualTo(outcome.RetryNotBefore));
            Assert.That(scenario.AllCreates, Is.EqualTo(1));
        });
    }

    [TestCase(500, "{}", Ending.Whole)]
    [TestCase(502, "<html>", Ending.Whole)]
    [TestCase(503, "{}", Ending.Whole)]
    [TestCase(504, "", Ending.Whole)]
    [TestCase(200, "<html>Sign in</html>", Ending.Whole)]
    [TestCase(200, "{}", Ending.Whole)]
    [TestCase(200, "", Ending.Whole)]
    [TestCase(204, "", Ending.Whole)]
    [TestCase(200, "{}", Ending.ResetBeforeAnswer)]
    [TestCase(200, "{}", Ending.ResetAfterHeaders)]
    [TestCase(200, "{}", Ending.CutChunk)]
    [TestCase(200, "{}", Ending.Silence)]
    public async Task Row_46_47_a_lost_answer_is_unknown_and_not_tried_again(int status, string body, Ending ending)
    {
        var scenario = Play();
        scenario.Instead = (_, _) => new StandInAnswer(status, body, ending);
        var worker = scenario.CreateWorker(new Dictionary<string, string?> { ["Publisher:RequestLimit"] = "00:00:01" });

        var outcome = await worker.DeliverAsync(scenario.Message);
        var again = await worker.DeliverAsync(scenario.Message with { Attempt = 2 });

        Assert.Multiple(() =>
        {
            Assert.That(outcome!.Result, Is.EqualTo(AttemptResults.Unknown));
            Assert.That(outcome.Category, Is.EqualTo(FailureCategories.LostAnswer));
            Assert.That(again, Is.Null);
            Assert.That(scenario.AllCreates, Is.EqualTo(1));
        });
    }

    [Test]
    public async Task What_never_left_is_not_sent_and_may_be_tried_again()
    {
        var scenario = Play();

        // Only the calls of steps fail here; a file of the sample is fetched from where it is.
        var outcome = await scenario.CreateWorker(address: new Uri("http://127.0.0.1:1/")).DeliverAsync(scenario.Message);

        Assert.Multiple(() =>
        {
            Assert.That(outcome!.Category, Is.EqualTo(FailureCategories.Unavailable));
            Assert.That(outcome.IsRetryable, Is.True);
            Assert.That(outcome.Steps.Select(step => step.State), Is.All.EqualTo(StepStates.NotSent));
            Assert.That(scenario.AllCreates, Is.Zero);
        });
    }

    [Test]
    public void Before_its_first_call_a_stopping_worker_stops()
    {
        var scenario = Play();
        using var stopping = new CancellationTokenSource();
        stopping.Cancel();

        Assert.That(async () => await scenario.PublishAsync(stopping.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(scenario.AllCreates, Is.Zero);
        Assert.That(scenario.Ledger.Requests, Is.Zero);
    }

    [Test]
    public async Task A_call_on_its_way_is_waited_for_by_a_stopping_worker()
    {
        var scenario = Play();
        using var stopping = new CancellationTokenSource();
        scenario.Arrived = stopping.CancelAsync;

        var outcome = await scenario.PublishAsync(stopping.Token);

        Assert.That(outcome!.Result, Is.Not.EqualTo(AttemptResults.Unknown));
        Assert.That(scenario.Ledger.StateOf(scenario.Message.PublicationId, scenario.StepNames.First()), Is.EqualTo(StepStates.Accepted));
    }

    [Test]
    public async Task Without_a_credential_nothing_is_called()
    {
        var scenario = Play();
        scenario.Credentials.Status = HttpStatusCode.NotFound;

        var outcome = await scenario.PublishAsync();

        Assert.That(outcome!.Category, Is.EqualTo(FailureCategories.Unauthorized));
        Assert.That(scenario.Platform.Requests, Is.Empty);
    }
}
