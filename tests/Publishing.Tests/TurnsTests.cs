using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Attempts;
using ContentMultiplier.Publishing.Tests.Support;

namespace ContentMultiplier.Publishing.Tests;

/// <summary>What workers died of, or beside, is at work alone.</summary>
public sealed class TurnsTests : Fixture
{
    [Test]
    public async Task Everybody_works_side_by_side_until_one_has_to_be_alone()
    {
        var turns = new Turns();
        using var one = await turns.TakeAsync();
        var other = await turns.TakeAsync();

        var alone = one.BeAloneAsync();
        var late = turns.TakeAsync();
        Assert.That((alone.IsCompleted, late.IsCompleted), Is.EqualTo((false, false)));

        other.Dispose();
        await alone;
        Assert.That((one.IsAlone, late.IsCompleted), Is.EqualTo((true, false)));

        one.Dispose();
        using var next = await late;
        Assert.That(next.IsAlone, Is.False);
    }

    [Test]
    public async Task Two_that_have_to_be_alone_come_one_after_the_other()
    {
        var turns = new Turns();
        var one = await turns.TakeAsync();
        using var other = await turns.TakeAsync();
        var first = one.BeAloneAsync();
        var second = other.BeAloneAsync();

        await first;
        Assert.That(second.IsCompleted, Is.False);

        one.Dispose();
        await second;
        Assert.That(other.IsAlone, Is.True);
    }

    [Test]
    public async Task Row_28_what_is_given_to_a_lone_worker_only_is_published_when_nothing_else_is_at_work()
    {
        Ledger.WantsAlone = true;
        Platform.Answer(Sample.Created("7"));

        var outcome = await Worker.DeliverAsync(Sample.Message("hello"));

        Assert.That(outcome!.Result, Is.EqualTo(AttemptResults.Published));
        Assert.That(Ledger.Claims.Select(claim => claim.IsAlone), Is.EqualTo(new[] { false, true }));
        Assert.That(Platform.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Row_28_what_somebody_had_before_is_claimed_before_anything_else_is_done_with_it()
    {
        Platform.Answer(Sample.Created("7"));

        await Worker.RedeliverAsync(Sample.Message("hello"));

        Assert.That(Ledger.Claims.Select(claim => claim.Intent), Is.EqualTo(new StepIntent?[] { null }));
        Assert.That(Ledger.Steps.Select(step => step.Intent?.Name), Is.EqualTo(new[] { "part-1" }));
    }
}
