using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Results.Publications;
using static ContentMultiplier.Results.Tests.Transitions;

namespace ContentMultiplier.Results.Tests;

public sealed class PublicationDependencyTests
{
    [Test]
    public void What_waits_for_another_is_given_to_no_worker_and_has_no_deadline()
    {
        var publication = Waiting(dueAt: null);

        var claim = publication.Claim(Claim("message"), Now, Options);

        Assert.That(claim.Answer, Is.EqualTo("not_yours"));
        Assert.That(
            (publication.Status, publication.Category, publication.DeadlineAt),
            Is.EqualTo((PublicationStatus.Scheduled, FailureCategories.Waiting, (DateTimeOffset?)null)));
    }

    [Test]
    public void Released_it_leaves_at_once_when_its_time_has_come()
    {
        var publication = Waiting(dueAt: Now);

        publication.Release(Now.AddMinutes(5), Options);

        Assert.That((publication.Status, publication.Category, publication.Effects.WakeAt), Is.EqualTo((PublicationStatus.Queued, (string?)null, (DateTimeOffset?)Now.AddMinutes(5))));
        Assert.That((publication.DeadlineAt > Now.AddMinutes(5), publication.NotAfter), Is.EqualTo((true, Now.AddMinutes(5) + Options.Lifetime)));
    }

    [Test]
    public void Released_before_its_time_it_waits_for_that()
    {
        var publication = Waiting(dueAt: Now.AddHours(3));

        publication.Release(Now, Options);

        Assert.That((publication.Status, publication.Effects.WakeAt), Is.EqualTo((PublicationStatus.Scheduled, (DateTimeOffset?)Now.AddHours(3))));
    }

    [Test]
    public void Dropped_it_is_cancelled_and_says_why()
    {
        var publication = Waiting(dueAt: null);

        publication.Drop("nobody published it");

        Assert.That(
            (publication.Status, publication.Category, publication.Detail, publication.Effects.IsAnnounced),
            Is.EqualTo((PublicationStatus.Cancelled, FailureCategories.Dependency, "nobody published it", true)));
    }

    [Test]
    public void After_a_cancel_neither_news_of_the_other_one_changes_it()
    {
        var publication = Waiting(dueAt: null);
        publication.Cancel(Now);

        publication.Release(Now, Options);
        publication.Drop("too late");

        Assert.That((publication.Status, publication.Category), Is.EqualTo((PublicationStatus.Cancelled, (string?)null)));
    }

    [Test]
    public void News_that_come_twice_send_it_once()
    {
        var publication = Waiting(dueAt: null);
        publication.Release(Now, Options);
        var version = publication.Version;

        publication.Release(Now.AddMinutes(1), Options);

        Assert.That((publication.Version, publication.Effects.WakeAt), Is.EqualTo((version, (DateTimeOffset?)Now)));
    }

    private static Publication Waiting(DateTimeOffset? dueAt) => Publication.Request(
        new RequestedPublication
        {
            PublicationId = Guid.CreateVersion7(), Platform = "twitter", AccountId = Guid.CreateVersion7(), DueAt = dueAt, WaitsFor = Guid.CreateVersion7(),
        },
        Guid.CreateVersion7(), Guid.CreateVersion7(), Now, Options);
}
