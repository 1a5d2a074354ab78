using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Publishing.Tests;

/// <summary>The way to the platform is disturbed, or it is somebody else who answers.</summary>
public sealed class PlatformFaultTests : Fixture
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);

    [Test]
    public async Task Row_48_an_answer_that_comes_byte_by_byte_beyond_the_limit_is_lost()
    {
        var outcome = await DeliverAsync(new Fault { AnswerBytesPerSecond = 1 }, Short);

        AssertLost(outcome);
    }

    [Test]
    public async Task Row_48_an_answer_that_never_comes_is_lost()
    {
        var outcome = await DeliverAsync(new Fault { Held = Flow.Answer }, Short);

        AssertLost(outcome);
    }

    [Test]
    public async Task Row_48_an_answer_that_comes_late_but_in_time_is_believed()
    {
        var outcome = await DeliverAsync(new Fault { Delay = TimeSpan.FromMilliseconds(300) }, Generous);

        Assert.That(outcome!.Result, Is.EqualTo(AttemptResults.Published));
    }

    [Test]
    public async Task Row_47_a_connection_that_breaks_when_the_platform_has_it_all_is_a_lost_answer()
    {
        var outcome = await DeliverAsync(new Fault { LoseAnswerTo = "hello"u8.ToArray() }, Generous);

        AssertLost(outcome);
    }

    [Test]
    public async Task Row_47_an_answer_that_ends_behind_its_headers_is_lost()
    {
        var outcome = await DeliverAsync(new Fault { CutAfterHeaders = true }, Generous);

        AssertLost(outcome);
    }

    [Test]
    public async Task Row_47_a_network_that_is_a_black_hole_leaves_it_open()
    {
        await using var proxy = new FaultProxy("127.0.0.1", Platform.Address.Port) { Fault = Fault.BlackHole };
        await using var worker = CreateWorker($"http://127.0.0.1:{proxy.Port}/", Short);

        var outcome = await worker.DeliverAsync(Sample.Message("hello"));

        Assert.That(outcome!.Result, Is.EqualTo(AttemptResults.Unknown));
        Assert.That(Platform.Requests, Is.Empty);
    }

    [TestCase(301)]
    [TestCase(302)]
    [TestCase(307)]
    [TestCase(308)]
    public async Task Row_52_a_redirect_to_another_host_is_refused_and_that_host_hears_nothing(int status)
    {
        await using var other = new PlatformStandIn();
        Platform.Answer(new StandInAnswer(status) { Headers = new Dictionary<string, string> { ["Location"] = $"{other.Address}posts" } });

        var outcome = await Worker.DeliverAsync(Sample.Message("hello"));

        Assert.Multiple(() =>
        {
            Assert.That(outcome!.Result, Is.EqualTo(AttemptResults.Failed));
            Assert.That(outcome.IsRetryable, Is.False);
            Assert.That(Platform.Requests, Has.Count.EqualTo(1));
            Assert.That(other.Connections, Is.Zero);
        });
    }

    [TestCase("127.0.0.1", -1, 1, TestName = "Row_54_a_certificate_that_nobody_vouches_for_is_refused")]
    [TestCase("127.0.0.1", -2, -1, TestName = "Row_54_a_certificate_that_has_expired_is_refused")]
    [TestCase("elsewhere.example", -1, 1, TestName = "Row_54_a_certificate_of_another_host_is_refused")]
    public async Task A_certificate_is_refused(string name, int fromDays, int toDays)
    {
        await using var imposter = new TlsStandIn(name, fromDays, toDays);
        await using var worker = CreateWorker(imposter.Address, Generous);

        var outcome = await worker.DeliverAsync(Sample.Message("hello"));

        AssertNotSent(outcome);
        Assert.That(outcome!.Detail, Does.Contain("certificate"));
        Assert.That(imposter.Heard, Is.Zero);
    }

    [Test]
    public async Task Row_54_somebody_who_speaks_no_tls_hears_nothing()
    {
        await using var worker = CreateWorker($"https://127.0.0.1:{Platform.Address.Port}/", Short);

        var outcome = await worker.DeliverAsync(Sample.Message("hello"));

        AssertNotSent(outcome);
        Assert.That(Platform.Requests, Is.Empty);
    }

    private async Task<AttemptOutcome?> DeliverAsync(Fault fault, TimeSpan limit)
    {
        Platform.Answer(Sample.Created("7"));
        await using var proxy = new FaultProxy("127.0.0.1", Platform.Address.Port) { Fault = fault };
        await using var worker = CreateWorker($"http://127.0.0.1:{proxy.Port}/", limit);
        var outcome = await worker.DeliverAsync(Sample.Message("hello"));
        Assert.That(Platform.Requests, Has.Count.EqualTo(1));
        return outcome;
    }

    private Worker CreateWorker(string address, TimeSpan limit)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Platforms:testing:BaseUrls:api"] = address,
            ["Publisher:RequestLimit"] = $"{limit}",
        };
        return new Worker(new TestPlatform<TestPublisher>(), Ledger, Credentials, settings, log: Log);
    }

    private static void AssertLost(AttemptOutcome? outcome) => Assert.Multiple(() =>
    {
        Assert.That(outcome!.Result, Is.EqualTo(AttemptResults.Unknown));
        Assert.That(outcome.Category, Is.EqualTo(FailureCategories.LostAnswer));
    });

    private static void AssertNotSent(AttemptOutcome? outcome) => Assert.Multiple(() =>
    {
        Assert.That(outcome!.Result, Is.EqualTo(AttemptResults.Failed));
        Assert.That(outcome.Category, Is.EqualTo(FailureCategories.Unavailable));
        Assert.That(outcome.Steps.Single().State, Is.EqualTo(StepStates.NotSent));
    });
}
