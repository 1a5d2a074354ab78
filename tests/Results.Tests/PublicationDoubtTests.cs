using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Results.Publications;
using ContentMultiplier.Results.Restores;
using static ContentMultiplier.Results.Tests.Transitions;

namespace ContentMultiplier.Results.Tests;

/// <summary>The state machine alone, after the databases were set back: what may stand at the platform already is looked for first.</summary>
public sealed class PublicationDoubtTests
{
    private static readonly Restore[] Restored = [new(Now.AddMinutes(-10), Now.AddMinutes(-1))];

    [Test]
    public void Row_38_what_may_have_been_sent_in_the_forgotten_time_is_read_and_not_sent()
    {
        var publication = Requested();

        var answer = publication.Claim(Claim("message"), Now, Options, restores: Restored);
        publication.Overdue(canReconcile: true, Now.AddSeconds(5), Options);

        Assert.That(answer.Answer, Is.EqualTo(ClaimAnswers.NotYours));
        Assert.That(publication.Effects.Reconcile!.SentAfter, Is.EqualTo(Restored[0].BackupAt));
    }

    [Test]
    public void Row_38_what_is_found_is_adopted_and_what_would_follow_it_is_looked_for_as_well()
    {
        var publication = Requested();
        publication.Claim(Claim("message"), Now, Options, restores: Restored);
        publication.Overdue(canReconcile: true, Now.AddSeconds(5), Options);

        publication.Reconcile(Reading(publication, ReconcileFindings.Found, Accepted("message")), Now.AddSeconds(6), Options);
        var next = publication.Claim(Claim("message") with { Attempt = 2 }, Now.AddSeconds(7), Options, restores: Restored);
        var goesOn = publication.Advance(
            new StepRequest { PublicationId = publication.Id, Fence = next.Fence, Intent = new StepIntent("second") }, Now.AddSeconds(8), Options, Restored);

        Assert.That(next.Answer, Is.EqualTo(ClaimAnswers.Granted));
        Assert.That(next.AcceptedSteps.Single().ExternalId, Is.EqualTo("1801"));
        Assert.That(goesOn, Is.False);
        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Unknown));
        Assert.That(publication.OpenStep!.Name, Is.EqualTo("second"));
    }

    [Test]
    public void Row_38_what_is_not_found_is_sent_with_all_that_follows()
    {
        var first = Claim("message") with { Intent = new StepIntent("message", "what it looks like") };
        var publication = Requested();
        publication.Claim(first, Now, Options, restores: Restored);
        for (var reading = 1; reading <= 3; reading++)
        {
            publication.Overdue(canReconcile: true, Now.AddMinutes(reading), Options);
            publication.Reconcile(Reading(publication, ReconcileFindings.Absent), Now.AddMinutes(reading), Options);
        }

        var next = publication.Claim(first with { Attempt = 2 }, Now.AddMinutes(4), Options, restores: Restored);
        var goesOn = publication.Advance(
            new StepRequest { PublicationId = publication.Id, Fence = next.Fence, Completed = [Accepted("message")], Intent = new StepIntent("second") },
            Now.AddMinutes(4), Options, Restored);

        Assert.That(next.Answer, Is.EqualTo(ClaimAnswers.Granted));
        Assert.That(goesOn, Is.True);
    }

    [Test]
    public void Row_38_an_upload_that_was_made_since_says_nothing_about_the_post()
    {
        var publication = Requested();
        var claim = publication.Claim(Claim("message") with { Intent = null }, Now, Options, restores: Restored);
        publication.Advance(
            new StepRequest { PublicationId = publication.Id, Fence = claim.Fence, Completed = [Accepted("upload")] }, Now, Options, Restored);

        var goesOn = publication.Advance(
            new StepRequest { PublicationId = publication.Id, Fence = claim.Fence, Intent = new StepIntent("message", "what it looks like") },
            Now, Options, Restored);

        Assert.That(goesOn, Is.False);
        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Unknown));
    }

    [Test]
    public void Row_38_at_a_blind_platform_a_person_looks()
    {
        var publication = Requested();
        publication.Claim(Claim("message"), Now, Options, restores: Restored);

        publication.Overdue(canReconcile: false, Now.AddSeconds(5), Options);

        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Unknown));
        Assert.That(publication.Detail, Does.Contain("restored"));
        Assert.That(publication.Action, Does.Contain("look there"));
    }

    [Test]
    public void What_was_not_due_before_the_restore_or_did_not_exist_is_sent_at_once()
    {
        var due = new RequestedPublication
        {
            PublicationId = Guid.CreateVersion7(), Platform = "twitter", AccountId = Guid.CreateVersion7(), DueAt = Restored[0].RestoredAt.AddSeconds(1),
        };
        var made = due with { PublicationId = Guid.CreateVersion7(Restored[0].RestoredAt.AddSeconds(1)), DueAt = null };
        foreach (var requested in new[] { due, made })
        {
            var publication = Publication.Request(requested, Guid.CreateVersion7(), Guid.CreateVersion7(), Now, Options);

            Assert.That(publication.Claim(Claim("message"), Now, Options, restores: Restored).Answer, Is.EqualTo(ClaimAnswers.Granted));
        }
    }
}
