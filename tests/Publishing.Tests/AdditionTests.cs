using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Tests.Support;

namespace ContentMultiplier.Publishing.Tests;

/// <summary>What goes with a post that stands: it is made once, and what refuses it is no failure of the post.</summary>
public sealed class AdditionTests : Fixture
{
    private const string Url = "https://platform.example/p";

    private Worker _worker = null!;

    [SetUp]
    public void CreateCommenter() => _worker = CreateWorker<CommentingPublisher>();

    [TearDown]
    public async Task StopCommenter() => await _worker.DisposeAsync();

    [Test]
    public async Task It_is_a_step_of_its_own_behind_the_post()
    {
        Platform.Script = request => Task.FromResult(Sample.Created(IsComment(request) ? "c" : "p"));

        var outcome = await _worker.DeliverAsync(Sample.Message("hello"));

        Assert.Multiple(() =>
        {
            Assert.That((outcome!.Result, outcome.ExternalId, outcome.Detail), Is.EqualTo((AttemptResults.Published, "p", (string?)null)));
            Assert.That(outcome!.Steps.Select(step => (step.Name, step.State)), Is.EqualTo(new[] { ("comment", StepStates.Accepted) }));
        });
    }

    [TestCase(400)]
    [TestCase(401)]
    [TestCase(403)]
    [TestCase(404)]
    public async Task A_refusal_leaves_the_post_published_and_is_told(int status)
    {
        Platform.Script = request => Task.FromResult(IsComment(request) ? new StandInAnswer(status, """{"message":"not here"}""") : Sample.Created("p"));

        var outcome = await _worker.DeliverAsync(Sample.Message("hello"));

        Assert.Multiple(() =>
        {
            Assert.That((outcome!.Result, outcome.ExternalId), Is.EqualTo((AttemptResults.Published, "p")));
            Assert.That(outcome!.Detail, Does.StartWith("The post stands. The comment was refused: ").And.Contain("not here"));
            Assert.That(outcome.Steps.Select(step => (step.Name, step.State)), Is.EqualTo(new[] { ("comment", StepStates.Refused) }));
        });
    }

    [Test]
    public async Task What_may_pass_is_tried_again_without_the_post_and_in_the_end_told()
    {
        Platform.Script = request => Task.FromResult(IsComment(request) ? new StandInAnswer(429) : Sample.Created("p"));
        var message = Sample.Message("hello") with { NotAfter = TimeProvider.System.GetUtcNow().AddHours(1) };

        var first = await _worker.DeliverAsync(message);
        await using var later = CreateWorker<CommentingPublisher>();
        var last = await later.DeliverAsync(message with { Attempt = 3 });

        Assert.Multiple(() =>
        {
            Assert.That((first!.Result, first.Category, first.IsRetryable), Is.EqualTo((AttemptResults.Failed, FailureCategories.RateLimited, true)));
            Assert.That((last!.Result, last.ExternalId), Is.EqualTo((AttemptResults.Published, "p")));
            Assert.That(last!.Detail, Does.Contain("The comment was refused"));
            Assert.That(Platform.Requests.Count(request => !IsComment(request)), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task Results_is_told_of_the_post_before_its_call_and_with_its_end()
    {
        Platform.Script = request => Task.FromResult(IsComment(request) ? new StandInAnswer(429) : Sample.Created("p"));

        var outcome = await _worker.DeliverAsync(Sample.Message("hello") with { NotAfter = TimeProvider.System.GetUtcNow().AddHours(1) });

        Assert.That(Ledger.Steps.Select(step => step.Intent), Is.EqualTo(new[] { new StepIntent("comment", null, new StandingPost("p", Url)) }));
        Assert.That((outcome!.Result, outcome.ExternalId, outcome.ExternalUrl), Is.EqualTo((AttemptResults.Failed, "p", Url)));
    }

    [Test]
    public async Task A_limit_of_it_holds_no_other_post()
    {
        var limit = new Dictionary<string, string> { ["Retry-After"] = "60" };
        Platform.Script = request => Task.FromResult(IsComment(request) ? new StandInAnswer(429) { Headers = limit } : Sample.Created("p"));
        var message = Sample.Message("hello") with { NotAfter = TimeProvider.System.GetUtcNow().AddHours(1) };
        var first = await _worker.DeliverAsync(message);

        await _worker.DeliverAsync(message with { PublicationId = Guid.CreateVersion7() });

        Assert.That((first!.Category, first.IsForOtherCalls), Is.EqualTo((FailureCategories.RateLimited, true)));
        Assert.That(Platform.Requests.Count(request => !IsComment(request)), Is.EqualTo(2));
    }

    [Test]
    public async Task Without_time_for_another_attempt_the_post_is_told_of_at_once()
    {
        Platform.Script = request => Task.FromResult(IsComment(request) ? new StandInAnswer(429) : Sample.Created("p"));

        var outcome = await _worker.DeliverAsync(Sample.Message("hello") with { NotAfter = TimeProvider.System.GetUtcNow().AddMinutes(2) });

        Assert.That((outcome!.Result, outcome.ExternalId), Is.EqualTo((AttemptResults.Published, "p")));
    }

    [TestCase(500)]
    [TestCase(503)]
    public async Task A_lost_answer_is_unknown_as_every_other(int status)
    {
        Platform.Script = request => Task.FromResult(IsComment(request) ? new StandInAnswer(status) : Sample.Created("p"));

        var outcome = await _worker.DeliverAsync(Sample.Message("hello"));

        Assert.That(outcome!.Result, Is.EqualTo(AttemptResults.Unknown));
        Assert.That(outcome.Steps.Select(step => (step.Name, step.State)), Is.EqualTo(new[] { ("comment", StepStates.Unknown) }));
    }

    private static bool IsComment(StandInRequest request) => request.Body.Contains("comment", StringComparison.Ordinal);

    /// <summary>Writes a comment under each post.</summary>
    private sealed class CommentingPublisher(TestClient client) : IPublisher
    {
        public async Task<PublishedPost> PublishAsync(PublishContext context, CancellationToken cancellationToken)
        {
            var post = await context.OnceAsync(
                "post", ct => client.CreateAsync(context.Credential.AccessToken, context.Content.Text, ct), cancellationToken, externalId: created => created.Id);
            var note = await context.AddAsync(
                new PublishedPost(post.Id, Url), "comment", "The comment", ct => client.CreateAsync(context.Credential.AccessToken, "a comment", ct), cancellationToken, externalId: created => created.Id);
            return new PublishedPost(post.Id, null, note);
        }
    }
}
