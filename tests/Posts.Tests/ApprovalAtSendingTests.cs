using System.Net;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Contracts.Scheduling;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Posts.Tests;

/// <summary>What was taken with an approval is asked for it again at the moment when it leaves.</summary>
public sealed class ApprovalAtSendingTests : ApprovalFixture
{
    [TestCase("edited", "publish it again")]
    [TestCase("rejected", "retry it")]
    [TestCase("asked for later", "retry it")]
    public async Task Scheduled_post_without_approval_at_its_time_is_not_sent_and_says_why(string what, string advice)
    {
        var twitter = await Owner.ConnectAsync(Samples.Twitter);
        var post = await WriteAsync();
        if (what != "asked for later")
        {
            await RequireApprovalAsync();
            await DecideAsync(post, "approved");
        }

        var publication = (await ScheduleAsync(post, twitter)).As<PublishResponse>().Publications.Single().PublicationId;
        await (what switch
        {
            "edited" => EditAsync(post, """{"content":"Other words"}"""),
            "rejected" => DecideAsync(post, "rejected"),
            _ => RequireApprovalAsync(),
        });
        await DueAsync(post, publication);

        await Eventually.BecomesTrueAsync(() => Outcomes(publication).Count > 0, PostsSuite.Patience);
        var outcome = Outcomes(publication)[0];
        Assert.Multiple(() =>
        {
            Assert.That((outcome.Result, outcome.Category, outcome.Attempt, outcome.Fence), Is.EqualTo(("failed", "not_approved", 1, 0L)));
            Assert.That(outcome.IsRetryable, Is.False);
            Assert.That(outcome.Action, Does.Contain(advice));
            Assert.That(Commands(publication), Is.Empty);
        });
    }

    [Test]
    public async Task Scheduled_post_that_is_approved_at_its_time_is_sent()
    {
        var twitter = await Owner.ConnectAsync(Samples.Twitter);
        await RequireApprovalAsync();
        var post = await WriteAsync();
        await DecideAsync(post, "approved");
        var publication = (await ScheduleAsync(post, twitter)).As<PublishResponse>().Publications.Single().PublicationId;
        await DecideAsync(post, "rejected");
        await DecideAsync(post, "approved");

        await DueAsync(post, publication);

        await Eventually.BecomesTrueAsync(() => Commands(publication).Count > 0, PostsSuite.Patience);
        Assert.That(Outcomes(publication), Is.Empty);
    }

    [Test]
    public async Task What_was_approved_after_an_edit_does_not_let_the_older_words_go()
    {
        var twitter = await Owner.ConnectAsync(Samples.Twitter);
        await RequireApprovalAsync();
        var post = await WriteAsync();
        await DecideAsync(post, "approved");
        var publication = (await ScheduleAsync(post, twitter)).As<PublishResponse>().Publications.Single().PublicationId;
        await EditAsync(post, """{"content":"Other words"}""");
        await DecideAsync(post, "approved");

        await DueAsync(post, publication);

        await Eventually.BecomesTrueAsync(() => Outcomes(publication).Count > 0, PostsSuite.Patience);
        Assert.That(Commands(publication), Is.Empty);
    }

    [Test]
    public async Task Retry_of_what_has_no_approval_is_refused_before_anything_is_asked()
    {
        var twitter = await Owner.ConnectAsync(Samples.Twitter);
        await RequireApprovalAsync();
        var post = await WriteAsync();
        await DecideAsync(post, "approved");
        var publication = (await ScheduleAsync(post, twitter)).As<PublishResponse>().Publications.Single();
        await DecideAsync(post, "rejected");
        await PostsSuite.Service.Database.ExecuteAsync($"update post_targets set status = 'failed' where id = '{publication.PublicationId}'");

        var answer = await Owner.SendAsync(HttpMethod.Post, $"/api/publishing/retry/{post}", null);

        Assert.That((answer.Status, answer.Code), Is.EqualTo((HttpStatusCode.Conflict, "approval_required")), answer.Body);
    }
}
