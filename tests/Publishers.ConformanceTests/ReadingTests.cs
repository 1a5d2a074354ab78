using ContentMultiplier.Contracts.Accounts;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing;
using ContentMultiplier.Publishing.Attempts;
using ContentMultiplier.Publishing.Tests.Support;

namespace ContentMultiplier.Publishers.ConformanceTests;

/// <summary>For the platforms that can discover accounts or be read back.</summary>
public sealed class ReadingTests(PlatformUnderTest platform) : ConformanceFixture(platform)
{
    private DiscoverAccounts Discover => new()
    {
        Platform = Platform.Slug,
        WorkspaceId = Guid.CreateVersion7(),
        ConnectionId = Guid.CreateVersion7(),
    };

    [Test]
    public async Task A_credential_opens_its_accounts()
    {
        var scenario = Play();
        var worker = scenario.CreateWorker();
        Assert.That(worker.Find<IAccountDirectory>(), Is.Not.Null, "without an account directory nobody can connect");
        var sample = scenario.Sample.Discovery ?? throw new AssertionException("conformance.json has no `discovery`");
        scenario.Expect(sample.Calls, sample.Credential);

        var found = await worker.Get<PlatformReader>().DiscoverAsync(Discover, default);

        Assert.Multiple(() =>
        {
            Assert.That(scenario.Unexpected, Is.Empty);
            Assert.That(found.Category, Is.Null, found.Detail);
            Assert.That(found.Accounts.Select(account => account.ExternalId), Is.EqualTo(sample.Accounts));
            Assert.That(found.Accounts.Select(account => account.Name), Is.All.Not.Empty);
        });
    }

    [TestCase(401, FailureCategories.Unauthorized)]
    [TestCase(500, FailureCategories.Unavailable)]
    public async Task A_refused_credential_opens_nothing_and_says_why(int status, string category)
    {
        var scenario = Play();
        var sample = scenario.Sample.Discovery ?? throw new AssertionException("conformance.json has no `discovery`");
        scenario.Expect([.. sample.Calls.Select(call => call with { Status = status, Answer = null })], sample.Credential);

        var found = await scenario.CreateWorker().Get<PlatformReader>().DiscoverAsync(Discover, default);

        Assert.That(found.Accounts, Is.Empty);
        Assert.That(found.Category, Is.EqualTo(scenario.Sample.Statuses.GetValueOrDefault($"{status}", category)));
    }

    [Test]
    public async Task Row_08_a_lost_post_is_found_and_handed_back_to_its_step()
    {
        var (scenario, sample) = await LoseAsync();
        if (sample is null)
        {
            return;
        }

        scenario.Expect(sample.Calls, sample.Credential);
        var finding = await ReadAsync(scenario, sample);

        Assert.Multiple(() =>
        {
            Assert.That(finding.Finding, Is.EqualTo(ReconcileFindings.Found), finding.Detail);
            Assert.That(finding.Found!.ExternalId, Is.EqualTo(sample.Found));
            Assert.That(finding.Found.State, Is.EqualTo(StepStates.Accepted));
            Assert.That(finding.Found.Value, Is.Not.Null);
        });
    }

    [Test]
    public async Task A_post_that_is_not_there_is_not_found()
    {
        var (scenario, sample) = await LoseAsync();
        if (sample is null)
        {
            return;
        }

        scenario.Expect(sample.CallsWhenAbsent, sample.Credential);
        var finding = await ReadAsync(scenario, sample);

        Assert.That(finding.Finding, Is.EqualTo(ReconcileFindings.Absent), finding.Detail);
    }

    [TestCase(429)]
    [TestCase(500)]
    [TestCase(401)]
    public async Task Row_50_a_platform_that_cannot_be_read_proves_nothing(int status)
    {
        var (scenario, sample) = await LoseAsync();
        if (sample is null)
        {
            return;
        }

        scenario.Expect([.. sample.Calls.Select(call => call with { Status = status, Answer = null })], sample.Credential);
        var finding = await ReadAsync(scenario, sample);

        Assert.That(finding.Finding, Is.EqualTo(ReconcileFindings.Unreadable));
    }

    [Test]
    public async Task An_account_that_can_never_be_read_back_is_said_to_be_blind_without_a_call()
    {
        var scenario = Play();
        if (!scenario.Sample.Blind)
        {
            return;
        }

        scenario.Instead = (_, _) => new StandInAnswer(500);
        await scenario.PublishAsync();
        var calls = scenario.Platform.Requests.Count;
        var finding = await scenario.ReconcileAsync(scenario.StepNames.First(), fingerprint: null);

        Assert.That(finding.Finding, Is.EqualTo(ReconcileFindings.Blind), finding.Detail);
        Assert.That(scenario.Platform.Requests, Has.Count.EqualTo(calls));
    }

    /// <summary>Publishes the sample's case up to the step whose answer is lost, as the ledger then knows it.</summary>
    private async Task<(Scenario Scenario, SampleReading? Sample)> LoseAsync()
    {
        var scenario = Play();
        var sample = scenario.Sample.Reconcile;
        if (scenario.CreateWorker().Find<IReconciler>() is null)
        {
            Assert.That(sample, Is.Null, "conformance.json has `reconcile`, and the platform has no reconciler");
            return (scenario, null);
        }

        if (scenario.Sample.Blind)
        {
            Assert.That(sample, Is.Null, "conformance.json is `blind`, and has `reconcile`");
            return (scenario, null);
        }

        Assert.That(sample, Is.Not.Null, "conformance.json has no `reconcile`");
        scenario = Play(sample!.Case);
        sample = scenario.Sample.Reconcile!;
        scenario.Instead = (call, _) => call.Step == sample.Step ? new StandInAnswer(500) : null;
        var outcome = await scenario.PublishAsync();
        Assert.That(outcome!.Result, Is.EqualTo(AttemptResults.Unknown));
        return (scenario, sample);
    }

    private async Task<PublicationReconciled> ReadAsync(Scenario scenario, SampleReading sample)
    {
        var intent = scenario.Ledger.Claims.Select(claim => claim.Intent)
            .Concat(scenario.Ledger.Steps.Select(step => step.Intent))
            .Last(intent => intent?.Name == sample.Step);

        return await scenario.ReconcileAsync(sample.Step, intent!.Fingerprint, sentAfter: sample.SentAfter);
    }
}
