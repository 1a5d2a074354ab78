using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Publishing.Tests;

/// <summary>What a worker may do follows from time that passes, not from what its clock shows.</summary>
public sealed class ClockTests : Fixture
{
    [TestCase(-10)]
    [TestCase(10)]
    public async Task Row_40_a_worker_whose_clock_is_minutes_off_publishes_all_the_same(int minutes)
    {
        Platform.Answer(Sample.Created("7"));
        await using var worker = CreateWorkerWithClock(minutes);

        var outcome = await worker.DeliverAsync(Sample.Message("hello"));

        Assert.That(outcome!.Result, Is.EqualTo(AttemptResults.Published));
        Assert.That(Platform.Requests, Has.Count.EqualTo(1));
    }

    [TestCase(-10)]
    [TestCase(10)]
    public async Task Row_40_a_lease_that_is_too_short_is_so_whatever_the_clock_shows(int minutes)
    {
        Platform.Answer(Sample.Created("7"));
        Ledger.LeaseMilliseconds = 4000;
        await using var worker = CreateWorkerWithClock(minutes);

        var outcome = await worker.DeliverAsync(Sample.Message("hello"));

        Assert.That(outcome!.Steps.Single().State, Is.EqualTo(StepStates.NotSent));
        Assert.That(Platform.Requests, Is.Empty);
    }

    private Worker CreateWorkerWithClock(int minutes) => new(
        new TestPlatform<TestPublisher>(),
        Ledger,
        Credentials,
        new Dictionary<string, string?> { ["Platforms:testing:BaseUrls:api"] = Platform.Address.ToString() },
        new ShiftedClock(TimeSpan.FromMinutes(minutes)),
        Log);
}
