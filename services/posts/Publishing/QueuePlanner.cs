using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Posts.Publishing;

/// <summary>Gives each publication of a plan for the queue its slot. A slot that is not used after all is free again after a while.</summary>
internal sealed class QueuePlanner(SchedulerClient scheduler)
{
    public async Task<(PublishPlan? Plan, ProblemHttpResult? Problem)> PlaceAsync(PublishPlan plan, bool isTrial, CancellationToken cancellationToken)
    {
        var wishes = plan.Publications.Select(one => new SlotWish(one.Id, one.Account.Id)).ToList();
        var taken = (await scheduler.TakeSlotsAsync(new TakeSlotsRequest(wishes, isTrial), cancellationToken)).Slots
            .ToDictionary(slot => slot.PublicationId, slot => slot.At);

        var errors = new ErrorBag();
        foreach (var one in plan.Publications.Where(one => taken.GetValueOrDefault(one.Id) is null))
        {
            errors.Add(
                one.Field,
                $"the {one.Account.Platform} account {one.Account.Label} has no free slot within a year; set its slots with PUT /api/publishing/slots");
        }

        return errors.Any
            ? (null, Problems.Unprocessable(errors))
            : (plan with { Publications = [.. plan.Publications.Select(one => one with { SlotAt = taken[one.Id] })] }, null);
    }
}
