using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Results.Publications;
using ContentMultiplier.Results.Restores;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Results.Attempts;

/// <summary>Who may post what, and which calls are done: the answers that workers act on. Many questions, one transaction.</summary>
internal sealed class StepLedger(PublicationStore store, RestoreLog restores, TimeProvider time, IOptions<ResultsOptions> options)
{
    public async Task<ClaimsResponse> ClaimAsync(ClaimsRequest request, CancellationToken cancellationToken)
    {
        var forgotten = await restores.ReadAsync(cancellationToken);
        return await store.ChangeAsync(
            [.. request.Claims.Select(claim => claim.PublicationId)],
            [.. request.Claims.Select(claim => claim.WorkspaceId).Distinct()],
            set =>
            {
                var now = time.GetUtcNow();
                return new ClaimsResponse([.. request.Claims.Select(claim => FindOrAdd(set, claim, now)
                    .Claim(claim, now, options.Value, set.Gates.Find(claim.WorkspaceId, claim.Platform, claim.AccountId, now), forgotten))]);
            },
            cancellationToken);
    }

    /// <param name="mayTouch">Does a publication of this platform belong to the caller?</param>
    public async Task<StepsResponse> AdvanceAsync(StepsRequest request, Func<string, bool> mayTouch, CancellationToken cancellationToken)
    {
        var forgotten = await restores.ReadAsync(cancellationToken);
        return await store.ChangeAsync(
            [.. request.Steps.Select(step => step.PublicationId)],
            set =>
            {
                var now = time.GetUtcNow();
                return new StepsResponse([.. request.Steps.Select(step => Advance(set, step, mayTouch, forgotten, now))]);
            },
            cancellationToken);
    }

    private StepResponse Advance(
        PublicationSet set, StepRequest step, Func<string, bool> mayTouch, IReadOnlyList<Restore> forgotten, DateTimeOffset now)
    {
        var granted = set.Find(step.PublicationId) is { } publication
            && mayTouch(publication.Platform)
            && publication.Advance(step, now, options.Value, forgotten);
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
            AccountName = claim.AccountName,
            ContentType = claim.ContentType,
        };
        var publication = Publication.Request(requested, claim.PostId, claim.WorkspaceId, now, options.Value);
        set.Add(publication);
        return publication;
    }
}
