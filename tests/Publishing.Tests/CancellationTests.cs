using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Tests.Support;

namespace ContentMultiplier.Publishing.Tests;

public sealed class CancellationTests : Fixture
{
    [Test]
    public void Row_43_a_stopping_worker_claims_nothing()
    {
        using var stopping = new CancellationTokenSource();
        stopping.Cancel();

        Assert.That(
            async () => await Worker.DeliverAsync(Sample.Message("hello"), stopping.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Ledger.Requests, Is.Zero);
        Assert.That(Platform.Requests, Is.Empty);
    }

    [Test]
    public async Task Row_43_a_call_that_was_announced_is_finished()
    {
        using var stopping = new CancellationTokenSource();
        Platform.Script = async _ =>
        {
            await stopping.CancelAsync();
            return Sample.Created("7");
        };

        var outcome = await Worker.DeliverAsync(Sample.Message("hello"), stopping.Token);

        Assert.That(outcome!.Result, Is.EqualTo(AttemptResults.Published));
    }

    [Test]
    public async Task Between_two_calls_a_stopping_worker_gives_the_rest_back()
    {
        using var stopping = new CancellationTokenSource();
        Platform.Script = async _ =>
        {
            await stopping.CancelAsync();
            return Sample.Created("1");
        };

        var outcome = await Worker.DeliverAsync(Sample.Message("one", "two"), stopping.Token);

        Assert.Multiple(() =>
        {
            Assert.That(outcome!.Category, Is.EqualTo(FailureCategories.Unavailable));
            Assert.That(outcome.IsRetryable, Is.True);
            Assert.That(outcome.Steps.Single().State, Is.EqualTo(StepStates.Accepted));
            Assert.That(Platform.Requests, Has.Count.EqualTo(1));
        });
    }
}
