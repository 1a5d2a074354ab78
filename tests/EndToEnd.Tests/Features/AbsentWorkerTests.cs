using System.Net;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>A platform whose worker is away waits, and only that platform.</summary>
public sealed class AbsentWorkerTests
{
    private const string Worker = "publisher-discord";
    private const string Queue = "publisher.discord.publish";
    private const string Unrouted = "publish-post.unrouted";

    private Publisher _publisher = null!;
    private Broker _broker = null!;

    [OneTimeSetUp]
    public async Task TakePublisherAsync()
    {
        _publisher = await Publisher.SharedAsync();
        _broker = new Broker(_publisher.Suite);
    }

    [OneTimeTearDown]
    public void Disconnect() => _broker.Dispose();

    [Test]
    public async Task Every_queue_of_work_has_its_name_and_is_replicated()
    {
        var queues = await _broker.QueuesAsync();

        string[] expected =
        [
            "publisher.twitter.publish", "publisher.twitter.reconcile", "publisher.discord.publish", "publisher.discord.reconcile",
            "posts.publications-due", "posts.publications-changed", "scheduler.schedule-publications",
            "results.publications-requested", "results.publish-attempts-completed", Unrouted,
        ];
        Assert.Multiple(() =>
        {
            foreach (var name in expected)
            {
                var queue = queues.SingleOrDefault(queue => queue.Name == name);
                Assert.That(queue, Is.EqualTo(new BrokerQueue(name, "quorum", true)), name);
            }
        });
    }

    [Test]
    public async Task Commands_wait_in_the_queue_of_a_stopped_worker_without_a_secret_and_go_out_once_when_it_is_back()
    {
        var text = Publisher.NewText("Patience");
        await _publisher.Suite.Processes.Suite.KillAsync(Worker);
        try
        {
            var accepted = await _publisher.Client.PublishAsync(text, _publisher.Twitter, _publisher.Discord);
            await _publisher.WaitUntilPublishedAsync(accepted.PostId, "twitter");
            await Eventually.BecomesTrueAsync(async () => await _broker.DepthAsync(Queue) > 0, Publisher.Patience);

            var waiting = await _publisher.Client.StatusAsync(accepted.PostId);
            var preview = await _publisher.Client.PostAsync("/api/publishing/format/discord", new { content = "a" });
            var messages = await _broker.PeekAsync(Queue);
            var secrets = await _publisher.Suite.Sandbox.ReadSecretsAsync();
            Assert.Multiple(() =>
            {
                Assert.That(waiting.Publications.Single(one => one.Platform == "discord").Status, Is.EqualTo("queued"));
                Assert.That(preview.Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable), preview.ToString());
                Assert.That(preview.Code, Is.EqualTo("no_worker"));
                Assert.That(messages, Does.Contain(accepted.PostId.ToString()));
                Assert.That(secrets.Where(messages.Contains), Is.Empty);
            });

            await _publisher.Suite.ReviveAsync(Worker);
            await _publisher.WaitUntilPublishedAsync(accepted.PostId, "discord");
            Assert.That(await _publisher.AcceptedAsync(_publisher.Discord, text), Has.Count.EqualTo(1));
        }
        finally
        {
            await EnsureWorkerAsync();
        }
    }

    [Test]
    public async Task Commands_for_a_platform_that_nobody_serves_are_seen_by_people_and_sent_again_by_themselves()
    {
        var text = Publisher.NewText("Nobody home");
        await _publisher.Suite.Processes.Suite.KillAsync(Worker);
        try
        {
            // As if there had never been one: the worker makes both when it starts.
            await _broker.DeleteQueueAsync(Queue);
            await _broker.DeleteExchangeAsync(Queue);
            var accepted = await _publisher.Client.PublishAsync(text, _publisher.Discord);
            await Eventually.BecomesTrueAsync(
                async () => await _broker.DepthAsync(Unrouted) > 0 && (await _broker.PeekAsync(Unrouted)).Contains(accepted.PostId.ToString(), StringComparison.Ordinal),
                Publisher.Patience);
            Assert.That((await _publisher.Client.StatusAsync(accepted.PostId)).Publications.Single().Status, Is.EqualTo("queued"));

            await _publisher.Suite.ReviveAsync(Worker);
            await _publisher.WaitUntilPublishedAsync(accepted.PostId, "discord");
            Assert.That(await _publisher.AcceptedAsync(_publisher.Discord, text), Has.Count.EqualTo(1));
        }
        finally
        {
            await EnsureWorkerAsync();
        }
    }

    [Test]
    public async Task Row_25_commands_whose_queue_is_gone_stay_owed_and_hold_up_nobody()
    {
        var text = Publisher.NewText("Queue gone");
        await _publisher.Suite.Processes.Suite.KillAsync(Worker);
        try
        {
            await _broker.DeleteQueueAsync(Queue);
            var accepted = await _publisher.Client.PublishAsync(text, _publisher.Twitter, _publisher.Discord);
            await _publisher.WaitUntilPublishedAsync(accepted.PostId, "twitter");
            Assert.That(
                (await _publisher.Client.StatusAsync(accepted.PostId)).Publications.Single(one => one.Platform == "discord").Status, Is.EqualTo("queued"));

            await _publisher.Suite.ReviveAsync(Worker);
            await _publisher.WaitUntilPublishedAsync(accepted.PostId, "discord");
            Assert.That(await _publisher.AcceptedAsync(_publisher.Discord, text), Has.Count.EqualTo(1));
        }
        finally
        {
            await EnsureWorkerAsync();
        }
    }

    [Test]
    public async Task Row_29_commands_that_come_three_times_in_any_order_publish_once()
    {
        const int Posts = 5;
        var texts = Enumerable.Range(0, Posts).Select(_ => Publisher.NewText("Thrice")).ToList();
        List<Guid> posts = [];
        await _publisher.Suite.Processes.Suite.KillAsync(Worker);
        try
        {
            foreach (var text in texts)
            {
                posts.Add((await _publisher.Client.PublishAsync(text, _publisher.Discord)).PostId);
            }

            await Eventually.BecomesTrueAsync(async () => await _broker.DepthAsync(Queue) >= Posts, Publisher.Patience);
            await _broker.RepeatAsync(Queue, times: 2, new Random(posts.Count));

            await _publisher.Suite.ReviveAsync(Worker);
            foreach (var post in posts)
            {
                await _publisher.WaitUntilPublishedAsync(post, "discord");
            }

            await Eventually.BecomesTrueAsync(async () => await _broker.DepthAsync(Queue) == 0, Publisher.Patience);
            foreach (var text in texts)
            {
                Assert.That(await _publisher.AcceptedAsync(_publisher.Discord, text), Has.Count.EqualTo(1), text);
            }
        }
        finally
        {
            await EnsureWorkerAsync();
        }
    }

    private async Task EnsureWorkerAsync()
    {
        if (_publisher.Suite.Processes.Suite.Pid(Worker) == 0)
        {
            await _publisher.Suite.ReviveAsync(Worker);
        }
    }
}
