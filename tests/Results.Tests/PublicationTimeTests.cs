using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Results.Publications;
using static ContentMultiplier.Results.Tests.Transitions;

namespace ContentMultiplier.Results.Tests;

public sealed class PublicationTimeTests
{
    private static readonly DateTimeOffset Due = Now.AddHours(1);

    [Test]
    public void What_is_late_waits_for_a_person_and_goes_on_with_the_next_attempt()
    {
        var publication = Planned();
        Complete(publication, Late(Due.AddHours(2)));
        var held = (publication.Status, publication.Category, publication.DeadlineAt);

        var claim = publication.Claim(Claim("message"), Due, Options);
        var resumed = publication.Resume(Due.AddHours(1), Options);

        Assert.That(held, Is.EqualTo((PublicationStatus.Scheduled, FailureCategories.Late, Due.AddHours(2))));
        Assert.That(claim.Answer, Is.EqualTo("not_yours"));
        Assert.That((resumed, publication.Status, publication.Attempt, publication.Category), Is.EqualTo((true, PublicationStatus.Queued, 2, (string?)null)));
        Assert.That(publication.Effects.WakeAt, Is.EqualTo(Due.AddHours(1)));
        Complete(publication, Late(Due.AddHours(2)));
        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Queued));
    }

    [Test]
    public void What_nobody_asked_for_in_time_is_missed()
    {
        var publication = Planned();
        Complete(publication, Late(Due.AddHours(2)));

        publication.Overdue(canReconcile: true, Due.AddHours(2), Options);

        Assert.That((publication.Status, publication.Category, publication.DeadlineAt), Is.EqualTo((PublicationStatus.Missed, FailureCategories.Missed, (DateTimeOffset?)null)));
        Assert.That(publication.Resume(Due.AddHours(3), Options), Is.False);
    }

    [Test]
    public void What_posts_gave_up_is_missed_and_announced()
    {
        var publication = Planned();

        Complete(publication, Late(null) with { Category = FailureCategories.Missed, Detail = "too late" });

        Assert.That((publication.Status, publication.Detail), Is.EqualTo((PublicationStatus.Missed, "too late")));
        Assert.That(publication.Effects.IsAnnounced);
    }

    [Test]
    public void What_never_left_within_a_day_is_missed_not_failed()
    {
        var publication = Planned();

        publication.Overdue(canReconcile: true, Due.AddDays(1), Options);

        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Missed));
    }

    [Test]
    public void A_move_counts_once_in_its_order_and_only_before_it_leaves()
    {
        var publication = Planned();
        publication.Move(Due.AddHours(2), 2, Options);
        publication.Move(Due.AddHours(1), 1, Options);

        Assert.That((publication.DueAt, publication.NotAfter), Is.EqualTo(((DateTimeOffset?)Due.AddHours(2), Due.AddHours(2) + Options.Lifetime)));
        publication.Claim(Claim("message"), Due.AddHours(2), Options);
        publication.Move(Due.AddHours(9), 3, Options);
        Assert.That((publication.Status, publication.DueAt), Is.EqualTo((PublicationStatus.Publishing, (DateTimeOffset?)Due.AddHours(2))));
    }

    private static Publication Planned() => Publication.Request(
        new RequestedPublication { PublicationId = Guid.CreateVersion7(), Platform = "twitter", AccountId = Guid.CreateVersion7(), DueAt = Due },
        Guid.CreateVersion7(), Guid.CreateVersion7(), Now, Options);

    private static AttemptOutcome Late(DateTimeOffset? answerBefore) => Outcome(AttemptResults.Failed) with
    {
        Fence = 0, Category = FailureCategories.Late, Detail = "late", Action = "resume", AnswerBefore = answerBefore,
    };
}
