using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Tests.Support;

namespace ContentMultiplier.Publishing.Tests;

/// <summary>Work that may be repeated: uploads, and waiting for a platform that is at work.</summary>
public sealed class PrepareTests : Fixture
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Test]
    public async Task What_is_finished_is_not_done_again_on_another_attempt()
    {
        var worker = CreateWorker<UploadingPublisher>();
        Platform.Script = request => Task.FromResult(request.Body.Contains("upload") ? Sample.Created("file-1") : new StandInAnswer(429));
        var message = Sample.Message("hello");
        var first = await worker.DeliverAsync(message);
        Platform.Answer(Sample.Created("post-1"));

        var second = await worker.DeliverAsync(message with { Attempt = 2 });

        Assert.Multiple(() =>
        {
            Assert.That(first!.Category, Is.EqualTo(FailureCategories.RateLimited));
            Assert.That(second!.ExternalId, Is.EqualTo("post-1"));
            Assert.That(Uploads, Is.EqualTo(1));
            Assert.That(Platform.Requests.Last().Body, Does.Contain("file-1"));
        });
    }

    [TestCase(500)]
    [TestCase(503)]
    public async Task A_lost_answer_to_it_is_only_a_failure(int status)
    {
        var worker = CreateWorker<UploadingPublisher>();
        Platform.Answer(new StandInAnswer(status));

        var outcome = await worker.DeliverAsync(Sample.Message("hello"));

        Assert.Multiple(() =>
        {
            Assert.That(outcome!.Result, Is.EqualTo(AttemptResults.Failed));
            Assert.That(outcome.Category, Is.EqualTo(FailureCategories.Unavailable));
            Assert.That(outcome.IsRetryable, Is.True);
            Assert.That(outcome.Steps, Is.Empty);
        });
    }

    [Test]
    public async Task The_publication_is_held_for_as_long_as_it_lasts()
    {
        Ledger.LeaseMilliseconds = 300;
        var worker = CreateWorker<UploadingPublisher>();
        var renewed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Ledger.Checkpoint = _ =>
        {
            if (Ledger.Steps.Count >= 2)
            {
                // Enough for the call that follows, too.
                Ledger.LeaseMilliseconds = 30_000;
                renewed.TrySetResult();
            }

            return Task.CompletedTask;
        };
        Platform.Script = async _ =>
        {
            await renewed.Task.WaitAsync(Limit);
            return Sample.Created("1");
        };

        var outcome = await worker.DeliverAsync(Sample.Message("hello"));

        Assert.That(outcome!.Result, Is.EqualTo(AttemptResults.Published), outcome.Detail);
        Assert.That(Ledger.Steps.Count(step => step is { Intent: null, Completed.Count: 0 }), Is.GreaterThanOrEqualTo(2));
    }

    [Test]
    public async Task It_ends_when_somebody_else_got_the_publication()
    {
        Ledger.LeaseMilliseconds = 300;
        var worker = CreateWorker<UploadingPublisher>();
        Platform.Script = async _ =>
        {
            Ledger.ExpireLeases();
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
            return Sample.Created("1");
        };

        var outcome = await worker.DeliverAsync(Sample.Message("hello")).WaitAsync(Limit);

        Assert.That(outcome, Is.Null);
        Assert.That(Platform.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task What_is_not_ready_in_time_is_left_to_the_next_attempt()
    {
        var worker = CreateWorker<WaitingPublisher>();
        Platform.Answer(Sample.Created("1"));

        var outcome = await worker.DeliverAsync(Sample.Message("hello")).WaitAsync(TimeSpan.FromMinutes(3));

        Assert.Multiple(() =>
        {
            Assert.That(outcome!.Category, Is.EqualTo(FailureCategories.Processing));
            Assert.That(outcome.IsRetryable, Is.True);
            Assert.That(outcome.Detail, Is.EqualTo("The video is being processed."));
            Assert.That(outcome.RetryNotBefore, Is.EqualTo(outcome.CompletedAt.AddSeconds(30)).Within(TimeSpan.FromSeconds(20)));
        });
    }

    private int Uploads => Platform.Requests.Count(request => request.Body.Contains("upload"));

    private sealed class UploadingPublisher(TestClient client) : IPublisher
    {
        public async Task<PublishedPost> PublishAsync(PublishContext context, CancellationToken cancellationToken)
        {
            var token = context.Credential.AccessToken;
            var file = await context.PrepareAsync("upload", ct => client.CreateAsync(token, "upload", ct), cancellationToken);
            var post = await context.OnceAsync(
                "post", ct => client.CreateAsync(token, $"{context.Content.Text} {file.Id}", ct), cancellationToken, externalId: post => post.Id);
            return new PublishedPost(post.Id, null);
        }
    }

    private sealed class WaitingPublisher(TestClient client) : IPublisher
    {
        public async Task<PublishedPost> PublishAsync(PublishContext context, CancellationToken cancellationToken)
        {
            await context.PrepareAsync("upload", ct => client.CreateAsync(context.Credential.AccessToken, "upload", ct), cancellationToken);
            await context.UntilReadyAsync(_ => Task.FromResult<string?>(null), "The video is being processed.", cancellationToken);
            throw new InvalidOperationException("It was never ready.");
        }
    }
}
