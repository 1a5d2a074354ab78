using System.Net;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Ledger;
using ContentMultiplier.Publishing.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Publishing.Tests;

public sealed class CoalescingTests : Fixture
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Test]
    public async Task Many_publications_share_questions_and_messages()
    {
        Platform.Answer(Sample.Created("7"));

        // The first questions are answered when all have been asked, so that it does not matter how fast this machine is.
        var asked = new TaskCompletionSource();
        Ledger.Checkpoint = _ => asked.Task;
        var deliveries = Enumerable.Range(0, 200).Select(_ => Worker.DeliverAsync(Sample.Message("hello"))).ToList();
        asked.SetResult();
        var outcomes = await Task.WhenAll(deliveries);

        Assert.Multiple(() =>
        {
            Assert.That(outcomes.Select(outcome => outcome!.Result), Is.All.EqualTo(AttemptResults.Published));
            Assert.That(Ledger.Claims, Has.Count.EqualTo(200));
            Assert.That(Ledger.Requests, Is.LessThan(50));
            Assert.That(Worker.Sent, Has.Count.LessThan(200));
        });
    }

    [Test]
    public async Task A_batch_is_never_larger_than_it_may_be()
    {
        var sizes = new List<int>();
        await using (var coalescer = new Coalescer<int>(10, TimeSpan.FromMilliseconds(1), 1, batch =>
        {
            sizes.Add(batch.Count);
            return Task.CompletedTask;
        }))
        {
            foreach (var item in Enumerable.Range(0, 95))
            {
                coalescer.Add(item);
            }
        }

        Assert.That(sizes.Sum(), Is.EqualTo(95));
        Assert.That(sizes, Is.All.LessThanOrEqualTo(10));
    }

    [Test]
    public async Task While_a_batch_is_on_its_way_the_next_one_gathers()
    {
        var first = new TaskCompletionSource();
        var sizes = new List<int>();
        await using (var coalescer = new Coalescer<int>(100, TimeSpan.FromMilliseconds(1), 1, batch =>
        {
            sizes.Add(batch.Count);
            return sizes.Count == 1 ? first.Task : Task.CompletedTask;
        }))
        {
            coalescer.Add(0);
            await Eventually.BecomesTrueAsync(() => sizes.Count == 1, Patience);
            foreach (var item in Enumerable.Range(1, 50))
            {
                coalescer.Add(item);
            }

            first.SetResult();
        }

        Assert.That(sizes, Is.EqualTo(new[] { 1, 50 }));
    }

    [Test]
    public async Task A_question_that_spoils_its_batch_fails_alone()
    {
        Platform.Answer(Sample.Created("7"));
        var good = Enumerable.Range(0, 5).Select(_ => Sample.Message("hello")).ToList();
        var bad = Sample.Message("hello");
        Ledger.FailureOf = claims => claims.Any(claim => claim.PublicationId == bad.PublicationId) ? HttpStatusCode.InternalServerError : null;

        var outcomes = await Task.WhenAll(good.Append(bad).Select(message => Worker.DeliverAsync(message)));

        Assert.That(outcomes[..5].Select(outcome => outcome!.Result), Is.All.EqualTo(AttemptResults.Published));
        Assert.That(outcomes[5]!.Category, Is.EqualTo(FailureCategories.Unavailable));
    }

    [Test]
    public async Task Row_32_an_unconfirmed_outcome_is_sent_again_under_the_same_id()
    {
        Platform.Answer(Sample.Created("7"));
        var failures = 2;
        Worker.Confirm = _ => failures-- > 0 ? throw new InvalidOperationException("not confirmed") : Task.CompletedTask;

        var outcome = await Worker.DeliverAsync(Sample.Message("hello"));

        Assert.That(outcome!.Result, Is.EqualTo(AttemptResults.Published));
        Assert.That(Worker.Sent.Select(sent => sent.Id).Distinct(), Has.Exactly(1).Items);
        Assert.That(Worker.Sent, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task A_delivery_is_not_over_before_its_outcome_is_confirmed()
    {
        Platform.Answer(Sample.Created("7"));
        var confirm = new TaskCompletionSource();
        Worker.Confirm = _ => confirm.Task;

        var delivery = Worker.DeliverAsync(Sample.Message("hello"));
        await Eventually.BecomesTrueAsync(() => !Worker.Sent.IsEmpty, Patience);
        var wasOver = delivery.IsCompleted;
        confirm.SetResult();
        await delivery;

        Assert.That(wasOver, Is.False);
    }
}
