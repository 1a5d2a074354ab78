using System.Reflection;
using ContentMultiplier.Contracts.Metrics;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing;
using ContentMultiplier.Publishing.Attempts;
using ContentMultiplier.Publishing.Tests.Support;

namespace ContentMultiplier.Publishers.ConformanceTests;

/// <summary>For the platforms that give numbers of posts.</summary>
public sealed class MetricsTests(PlatformUnderTest platform) : ConformanceFixture(platform)
{
    private static readonly string[] CommonNames =
        [.. typeof(MetricNames).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetValue(null)!)];

    [Test]
    public void A_collector_comes_with_a_sample_and_is_announced()
    {
        var scenario = Play();
        var worker = scenario.CreateWorker();
        var canCollect = worker.Find<IMetricsCollector>() is not null;

        Assert.That(scenario.Sample.Metrics is not null, Is.EqualTo(canCollect), "`metrics` of conformance.json and the collector go together");
        Assert.That(worker.Get<PlatformDescriptor>().Capabilities.CanCollectMetrics, Is.EqualTo(canCollect));
    }

    [Test]
    public async Task Numbers_are_told_under_the_platforms_names_and_the_common_ones()
    {
        if (Begin() is not var (scenario, sample))
        {
            return;
        }

        var told = await ReadAsync(scenario, sample);

        Assert.Multiple(() =>
        {
            Assert.That(scenario.Unexpected, Is.Empty);
            Assert.That(told.State, Is.EqualTo(MetricsStates.Collected), told.Detail);
            Assert.That(told.Values, Is.EquivalentTo(sample.Values));
            Assert.That(told.Own, Is.EquivalentTo(sample.Own));
            Assert.That(told.Values.Keys, Is.SubsetOf(CommonNames));
        });
    }

    [Test]
    public void The_README_says_what_each_number_is_called()
    {
        if (Play().Sample.Metrics is not { } sample)
        {
            return;
        }

        var readme = File.ReadAllText(Path.Combine(Platform.Folder, "README.md"));

        Assert.That(readme, Does.Contain("## Metrics"));
        Assert.That(sample.Values.Keys.Concat(sample.Own.Keys).Where(name => !readme.Contains($"`{name}`", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task A_metric_that_is_refused_does_not_hide_the_others()
    {
        if (Begin() is not (var scenario, { Refused: { } refused } sample))
        {
            return;
        }

        scenario.Expect(refused.Calls, sample.Credential);
        var told = await ReadAsync(scenario, sample);

        Assert.That(told.State, Is.EqualTo(MetricsStates.Collected), told.Detail);
        Assert.That(told.Own, Is.EquivalentTo(refused.Own), "what is not told is absent, not zero");
    }

    [Test]
    public async Task A_platform_that_asks_to_wait_is_left_alone_until_then()
    {
        if (Begin() is not var (scenario, sample))
        {
            return;
        }

        scenario.Expect([.. sample.Calls.Select(call => call with { Status = 429, Answer = null, Headers = new Dictionary<string, string> { ["Retry-After"] = "900" } })], sample.Credential);
        var worker = scenario.CreateWorker();
        var account = Guid.CreateVersion7();
        var told = await ReadAsync(worker, sample, account);
        var calls = scenario.Platform.Requests.Count;
        var again = await ReadAsync(worker, sample, account);

        Assert.That(told.State, Is.EqualTo(MetricsStates.Postponed), told.Detail);
        Assert.That(told.RetryNotBefore, Is.GreaterThan(TimeProvider.System.GetUtcNow().AddMinutes(10)));
        Assert.That((again.State, again.RetryNotBefore), Is.EqualTo((MetricsStates.Postponed, told.RetryNotBefore)));
        Assert.That(scenario.Platform.Requests, Has.Count.EqualTo(calls), "the platform was asked all the same");
    }

    [Test]
    public async Task A_credential_that_died_is_renewed_once_and_asked_with_again()
    {
        if (Begin() is not var (scenario, sample))
        {
            return;
        }

        var play = scenario.Platform.Script;
        var refused = 0;
        scenario.Platform.Script = request => Interlocked.Exchange(ref refused, 1) == 0 ? Task.FromResult(new StandInAnswer(401)) : play(request);
        scenario.Credentials.Refreshed = sample.Credential with { Version = sample.Credential.Version + 1 };

        var told = await ReadAsync(scenario, sample);

        Assert.That(told.State, Is.EqualTo(MetricsStates.Collected), told.Detail);
        Assert.That(told.Values, Is.EquivalentTo(sample.Values));
    }

    [TestCase(401)]
    [TestCase(500)]
    public async Task A_platform_that_cannot_be_read_is_a_failure_and_no_number(int status)
    {
        if (Begin() is not var (scenario, sample))
        {
            return;
        }

        scenario.Expect([.. sample.Calls.Select(call => call with { Status = status, Answer = null })], sample.Credential);
        var told = await ReadAsync(scenario, sample);

        Assert.That((told.State, told.Values.Count, told.Own.Count), Is.EqualTo((MetricsStates.Failed, 0, 0)));
        Assert.That(scenario.Secrets.Where(secret => told.Detail!.Contains(secret, StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task A_post_that_is_not_there_any_more_is_gone()
    {
        if (Begin() is not (var scenario, { CallsWhenGone: { } gone } sample))
        {
            return;
        }

        scenario.Expect(gone, sample.Credential);
        var told = await ReadAsync(scenario, sample);

        Assert.That(told.State, Is.EqualTo(MetricsStates.Gone), told.Detail);
    }

    private (Scenario Scenario, SampleMetrics Sample)? Begin()
    {
        var scenario = Play();
        if (scenario.Sample.Metrics is not { } sample)
        {
            return null;
        }

        scenario.Expect(sample.Calls, sample.Credential);
        return (scenario, sample);
    }

    private static Task<PublicationMetrics> ReadAsync(Scenario scenario, SampleMetrics sample) =>
        ReadAsync(scenario.CreateWorker(), sample, Guid.CreateVersion7());

    private static async Task<PublicationMetrics> ReadAsync(Worker worker, SampleMetrics sample, Guid account)
    {
        var publication = new MeasuredPublication
        {
            PublicationId = Guid.CreateVersion7(),
            AgeSeconds = 3600,
            ExternalId = sample.ExternalId,
            PublishedAt = TimeProvider.System.GetUtcNow().AddHours(-1),
        };
        var collected = await worker.Get<MetricsReader>().ReadAsync(
            new CollectMetrics
            {
                Platform = worker.Get<PlatformDescriptor>().Slug,
                WorkspaceId = Guid.CreateVersion7(),
                AccountId = account,
                Publications = [publication],
            },
            default);
        var told = collected.Publications.Single();
        Assert.That((told.PublicationId, told.AgeSeconds), Is.EqualTo((publication.PublicationId, publication.AgeSeconds)));
        return told;
    }
}
