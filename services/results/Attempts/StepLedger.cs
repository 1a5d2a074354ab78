using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Results.Publications;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Results.Attempts;

/// <summary>Who may post what, and which calls are done: the answers that workers act on. Many questions, one transaction.</summary>
internal sealed class StepLedger(PublicationStore store, TimeProvider time, IOptions<ResultsOptions> options)
{
    public Task<ClaimsResponse> ClaimAsync(ClaimsRequest request, CancellationToken cancellationToken) => store.ChangeAsync(
        [.. request.Claims.Select(claim => claim.PublicationId)],
        [.. request.Claims.Select(claim => claim.WorkspaceId).Distinct()],
        set =>
        {
            var now = time.GetUtcNow();
            return new ClaimsResponse([.. request.Claims.Select(claim => FindOrAdd(set, claim, now)
                .Claim(claim, now, options.Value, set.Gates.Find(claim.WorkspaceId, claim.Platform, claim.AccountId, now)))]);
        },
        cancellationToken);

    /// <param name="mayTouch">Does a publication of this platform belong to the caller?</param>
    public Task<StepsResponse> AdvanceAsync(StepsRequest request, Func<string, bool> mayTouch, CancellationToken cancellationToken) => store.ChangeAsync(
        [.. request.Steps.Select(step => step.PublicationId)],
        set =>
        {
            var now = time.GetUtcNow();
            return new StepsResponse([.. request.Steps.Select(step => Advance(set, step, mayTouch, now))]);
        },
        cancellationToken);

    private StepResponse Advance(PublicationSet set, StepRequest step, Func<string, bool> mayTouch, DateTimeOffset now)
    {
        var granted = set.Find(step.PublicationId) is { } publication
            && mayTouch(publication.Platform)
            && publication.Advance(step, now, options.Value);
        return new StepResponse(step.PublicationId, granted, (int)options.Value.Lease.TotalMilliseconds);
    }

    /// <summary>The worker may be faster than the event that tells of the publication.</summary>
    private Publication FindOrAdd(PublicationSet set, ClaimRequest claim, DateTimeOffset now)
    {
        if (set.Find(claim.PublicationId) is { } known)
        {
            return known;
        }

        var requested = new RequestedPublication
        {
            PublicationId = claim.PublicationId,
            Platform = claim.Platform,
            AccountId = claim.AccountId,
        };
        var publication = Publication.Request(requested, claim.PostId, claim.WorkspaceId, now, options.Value);
        set.Add(publication);
        return publication;
    }
}
