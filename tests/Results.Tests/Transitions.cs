using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Results.Publications;

namespace ContentMultiplier.Results.Tests;

/// <summary>Publications in the states that tests begin with, and what moves them.</summary>
internal static class Transitions
{
    public static readonly DateTimeOffset Now = new(2030, 1, 31, 9, 0, 0, TimeSpan.Zero);

    public static readonly ResultsOptions Options = new()
    {
        Lease = TimeSpan.FromSeconds(30),
        RequestLimit = TimeSpan.FromSeconds(60),
        ReconcileDelays = [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(60)],
    };

    public static Publication Requested()
    {
        var requested = new RequestedPublication { PublicationId = Guid.CreateVersion7(), Platform = "twitter", AccountId = Guid.CreateVersion7() };
        return Publication.Request(requested, Guid.CreateVersion7(), Guid.CreateVersion7(), Now, Options);
    }

    public static Publication Lost()
    {
        var publication = Requested();
        publication.Claim(Claim("message"), Now, Options);
        Complete(publication, Outcome(AttemptResults.Unknown) with
        {
            Category = FailureCategories.LostAnswer,
            Steps = [new StepResult { Name = "message", State = StepStates.Unknown }],
        });
        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Unknown));
        return publication;
    }

    public static ClaimRequest Claim(string step) => new()
    {
        ClaimId = Guid.CreateVersion7(), PublicationId = Guid.Empty, PostId = Guid.Empty, WorkspaceId = Guid.Empty, Platform = "twitter",
        AccountId = Guid.Empty, Attempt = 1, Intent = new StepIntent(step),
    };

    public static StepResult Accepted(string step) => new() { Name = step, State = StepStates.Accepted, ExternalId = "1801" };

    public static AttemptOutcome Outcome(string result) => new()
    {
        PublicationId = Guid.Empty, Attempt = 1, Fence = 1, Result = result, StartedAt = Now, CompletedAt = Now,
    };

    public static PublicationReconciled Reading(Publication publication, string finding, StepResult? found = null) => new()
    {
        PublicationId = publication.Id, Reading = publication.Readings, Step = "message", Finding = finding, Found = found,
    };

    public static void Complete(Publication publication, AttemptOutcome outcome) => publication.Complete(outcome, Now, Options, () => 0.5);
}
