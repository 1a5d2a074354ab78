using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Results.Publications;
using static ContentMultiplier.Results.Tests.Transitions;

namespace ContentMultiplier.Results.Tests;

/// <summary>The state machine alone: what stands at the platform is never told of as something that should be published anew.</summary>
public sealed class PublicationStandingTests
{
    private const string Url = "https://platform.example/1801";

    private static readonly DateTimeOffset Later = Now.AddDays(2);

    private static readonly Dictionary<string, (Action<Publication> End, string Because)> Ends = new()
    {
        ["no worker came until its time was over"] =
            (publication => publication.Overdue(canReconcile: true, Later, Options), "within a day of its time"),
        ["a worker came when its time was over"] =
            (publication => publication.Complete(Unbegun(FailureCategories.Expired) with { Detail = "the time has passed" }, Later, Options, () => 0.5), "the time has passed"),
        ["the account was disconnected"] =
            (publication => Complete(publication, Unbegun(FailureCategories.Unauthorized) with { Action = "Reconnect the account." }), "Reconnect the account."),
        ["the approval was withdrawn"] =
            (publication => Complete(publication, Unbegun(FailureCategories.NotApproved) with { Detail = "not approved" }), "not approved"),
        ["the platform asked to wait until after its time"] =
            (publication => Complete(publication, Unbegun(FailureCategories.RateLimited) with { IsRetryable = true, RetryNotBefore = Later, Detail = "two days" }), "two days"),
        ["a person cancelled it"] = (publication => Assert.That(publication.Cancel(Now), Is.True), "it was cancelled"),
        ["its workers died"] = (DieThrice, "died 3 times"),
    };

    private static IEnumerable<string> Situations => Ends.Keys;

    [TestCaseSource(nameof(Situations))]
    public void A_post_whose_comment_is_missing_ends_as_published_and_says_why(string situation)
    {
        var publication = AwaitsItsComment();

        Ends[situation].End(publication);

        var attempt = publication.Effects.EndedAttempts.Single(attempt => attempt.Number == publication.Attempt);
        Assert.Multiple(() =>
        {
            Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Published));
            Assert.That((publication.ExternalId, publication.ExternalUrl, publication.Category), Is.EqualTo(("1801", Url, (string?)null)));
            Assert.That((publication.DeadlineAt, publication.NextTryAt), Is.EqualTo(((DateTimeOffset?)null, (DateTimeOffset?)null)));
            Assert.That(publication.PublishedAt, Is.EqualTo(Now), "when the platform took it");
            Assert.That(attempt.Result, Is.EqualTo(AttemptResults.Published));
            Assert.That(attempt.Detail, Does.StartWith("The post stands. Its comment was not made: ").And.Contain(Ends[situation].Because));
            Assert.That(publication.Effects.IsAnnounced);
        });
    }

    [Test]
    public void Where_it_stands_is_known_while_its_comment_is_awaited()
    {
        var publication = AwaitsItsComment();

        Assert.That((publication.Status, publication.ExternalUrl), Is.EqualTo((PublicationStatus.Scheduled, Url)));
        Assert.That(publication.Claim(Claim("comment") with { Attempt = 2 }, Now.AddMinutes(2), Options).Answer, Is.EqualTo(ClaimAnswers.Granted));
    }

    [Test]
    public void What_ended_otherwise_is_published_once_a_worker_taken_for_dead_says_that_it_stands()
    {
        var publication = Requested();
        publication.Claim(Claim("post"), Now, Options);
        publication.Overdue(canReconcile: false, Now.AddSeconds(31), Options);
        publication.Overdue(canReconcile: false, Now.AddSeconds(120), Options);
        publication.ResolveAbandoned(Now.AddSeconds(130));

        Complete(publication, Failed(FailureCategories.RateLimited) with { Steps = [Accepted("post")], ExternalId = "1801", ExternalUrl = Url });

        Assert.That((publication.Status, publication.ExternalUrl), Is.EqualTo((PublicationStatus.Published, Url)));
    }

    [TestCase("abandoned")]
    [TestCase("published")]
    public void A_person_asked_about_a_lost_comment_is_told_that_the_post_stands_and_settles_only_the_comment(string outcome)
    {
        var publication = AwaitsItsComment();
        publication.Claim(Claim("comment") with { Attempt = 2 }, Now, Options);
        publication.Overdue(canReconcile: false, Now.AddSeconds(31), Options);
        publication.Overdue(canReconcile: false, Now.AddSeconds(120), Options);
        var (status, action) = (publication.Status, publication.Action);

        if (outcome == "abandoned")
        {
            publication.ResolveAbandoned(Now.AddHours(1));
        }
        else
        {
            publication.ResolvePublished("77", "https://platform.example/1801/comments/77", Now.AddHours(1));
        }

        Assert.That(status, Is.EqualTo(PublicationStatus.Unknown));
        Assert.That(action, Does.StartWith("The post stands; this is about its comment."));
        Assert.That((publication.Status, publication.ExternalId, publication.ExternalUrl), Is.EqualTo((PublicationStatus.Published, "1801", Url)));
    }

    [Test]
    public void A_thread_of_which_parts_are_missing_when_its_time_is_over_fails_and_says_what_stands()
    {
        var publication = HasOnePart();
        Complete(publication, Failed(FailureCategories.Unavailable) with { IsRetryable = true, Steps = [new StepResult { Name = "part-2", State = StepStates.NotSent }] });

        publication.Overdue(canReconcile: true, Later, Options);

        Assert.That((publication.Status, publication.Category), Is.EqualTo((PublicationStatus.Failed, FailureCategories.Expired)));
        Assert.That(publication.Detail, Does.Contain("some of it stands"));
        Assert.That(publication.Action, Does.Contain("only the rest is sent"));
        Assert.That(publication.Retry(Later, Options), Is.True);
    }

    [Test]
    public void What_may_stand_as_a_whole_when_its_time_is_over_is_for_a_person_and_never_failed()
    {
        var publication = Lost();
        publication.Overdue(canReconcile: true, Now.AddSeconds(5), Options);
        publication.Reconcile(Reading(publication, ReconcileFindings.Found, Accepted("message")), Now, Options);

        publication.Overdue(canReconcile: true, Later, Options);

        Assert.That((publication.Status, publication.DeadlineAt), Is.EqualTo((PublicationStatus.Unknown, (DateTimeOffset?)null)));
        Assert.That(publication.Action, Does.Contain("look there"));
        publication.ResolvePublished("1801", Url, Later);
        Assert.That((publication.Status, publication.ExternalId), Is.EqualTo((PublicationStatus.Published, "1801")));
    }

    [Test]
    public void What_the_platform_works_on_until_its_time_is_over_is_for_a_person_and_never_failed()
    {
        var publication = Requested();
        publication.Claim(Claim("post"), Now, Options);

        publication.Complete(
            Failed(FailureCategories.Processing) with { IsRetryable = true, Steps = [Accepted("post")] }, Now.AddDays(1), Options, () => 0.5);

        Assert.That((publication.Status, publication.Category), Is.EqualTo((PublicationStatus.Unknown, FailureCategories.Processing)));
    }

    [Test]
    public void Uploads_alone_are_nothing_that_stands()
    {
        var publication = Requested();
        publication.Claim(Claim("post") with { Intent = null }, Now, Options);
        Complete(publication, Failed(FailureCategories.Unavailable) with { IsRetryable = true, Steps = [new StepResult { Name = "image-1", State = StepStates.Accepted }] });

        publication.Overdue(canReconcile: true, Later, Options);

        Assert.That((publication.Status, publication.Category), Is.EqualTo((PublicationStatus.Failed, FailureCategories.Expired)));
        Assert.That(publication.Detail, Does.Not.Contain("stands"));
    }

    [Test]
    public void A_cancel_between_the_parts_of_a_thread_says_what_it_does_not_undo()
    {
        var publication = HasOnePart();
        Complete(publication, Failed(FailureCategories.Unavailable) with { IsRetryable = true, Steps = [new StepResult { Name = "part-2", State = StepStates.NotSent }] });

        var done = publication.Cancel(Now);

        Assert.That((done, publication.Status), Is.EqualTo((true, PublicationStatus.Cancelled)));
        Assert.That(publication.Detail, Does.Contain("had taken before the cancel stands there"));
    }

    private static Publication AwaitsItsComment()
    {
        var publication = Requested();
        publication.Claim(Claim("post"), Now, Options);
        publication.Advance(
            new StepRequest
            {
                PublicationId = publication.Id, Fence = 1, Completed = [Accepted("post")],
                Intent = new StepIntent("comment", Post: new StandingPost("1801", Url)),
            },
            Now, Options);
        Complete(publication, Failed(FailureCategories.RateLimited) with
        {
            IsRetryable = true, Steps = [new StepResult { Name = "comment", State = StepStates.Refused, Detail = "too many" }],
        });
        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Scheduled));
        publication.Effects.EndedAttempts.Clear();
        return publication;
    }

    private static Publication HasOnePart()
    {
        var publication = Requested();
        publication.Claim(Claim("part-1"), Now, Options);
        publication.Advance(
            new StepRequest { PublicationId = publication.Id, Fence = 1, Completed = [Accepted("part-1")], Intent = new StepIntent("part-2") }, Now, Options);
        return publication;
    }

    private static void DieThrice(Publication publication)
    {
        var now = Now.AddMinutes(2);
        for (var death = 1; death <= 3; death++)
        {
            var claim = Claim("comment") with { Attempt = publication.Attempt, Intent = null, IsAlone = true };
            Assert.That(publication.Claim(claim, now, Options).Answer, Is.EqualTo(ClaimAnswers.Granted));
            now = publication.DeadlineAt!.Value.AddSeconds(1);
            publication.Overdue(canReconcile: true, now, Options);
        }
    }

    private static AttemptOutcome Failed(string category) => Outcome(AttemptResults.Failed) with { Category = category, Detail = "because" };

    /// <summary>Of the second attempt, before it could begin.</summary>
    private static AttemptOutcome Unbegun(string category) => Failed(category) with { Attempt = 2, Fence = 0 };
}
