using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Posts.Approvals;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace ContentMultiplier.Posts.Publishing;

/// <summary><c>POST /api/publishing/publish</c>: accept or refuse a post for all of its targets at once.</summary>
internal static class PublishPosts
{
    public static async Task<Results<StoredAnswer, ProblemHttpResult>> HandleAsync(
        PublishRequest request,
        [FromQuery(Name = "dry_run")] bool? dryRun,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        CurrentUser user,
        PublishPlanner planner,
        PublishWriter writer,
        ApprovalGate approvals,
        QueuePlanner queue,
        IdempotencyKeys keys,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (IdempotentRequest.ProblemWith(idempotencyKey) is { } badKey)
        {
            return badKey;
        }

        if (dryRun == true)
        {
            var (valid, invalid) = await planner.PlanAsync(request, user, cancellationToken);
            invalid ??= await approvals.ProblemWithAsync(valid!, cancellationToken);
            if (invalid is null && valid!.IsForQueue)
            {
                (valid, invalid) = await queue.PlaceAsync(valid!, isTrial: true, cancellationToken);
            }

            return invalid is null ? StoredAnswer.Of(StatusCodes.Status200OK, Describe(valid!)) : invalid;
        }

        var idempotent = IdempotentRequest.Of(idempotencyKey, user.WorkspaceId, "publish", request);
        var (plan, problem) = await planner.PlanAsync(request, user, cancellationToken);
        if (plan is { IsForQueue: true })
        {
            // What was accepted already has its slots; it takes no others.
            if (idempotent is not null && await keys.FindAsync(idempotent, cancellationToken) is { } accepted)
            {
                return accepted;
            }

            (plan, problem) = await queue.PlaceAsync(plan!, isTrial: false, cancellationToken);
        }

        if (plan is not null)
        {
            try
            {
                var answer = Accept(plan);
                await writer.WriteAsync(plan with { By = context.Requester() }, idempotent, answer, cancellationToken);
                return answer;
            }
            catch (PostgresException taken) when (IdempotencyKeys.IsTaken(taken))
            {
                return await keys.ReplayAsync(idempotent!, cancellationToken);
            }
            catch (PostgresException taken) when (PublishWriter.IsTaken(taken))
            {
                // Asked again, the planner sees the other request's publications and names them.
                problem = (await planner.PlanAsync(request, user, cancellationToken)).Problem
                    ?? Problems.Conflict("already_published", "Another request published the post there at the same moment; try again.");
            }
            catch (PostgresException unapproved) when (ApprovalRule.IsBroken(unapproved))
            {
                problem = ApprovalGate.Refuse(plan);
            }
            catch (PostgresException gone) when (PublishWriter.IsGone(gone))
            {
                problem = Problems.NotFound();
            }
        }

        // What was accepted once is answered so for a day, even if it would be refused now.
        return (idempotent is null ? null : await keys.FindAsync(idempotent, cancellationToken)) ?? problem!;
    }

    public static StoredAnswer Accept(PublishPlan plan)
    {
        var statusUrl = $"/api/publishing/status/{plan.PostId}";
        return StoredAnswer.Of(
            StatusCodes.Status202Accepted,
            new PublishResponse(
                plan.PostId,
                plan.PostStatus,
                [
                    .. plan.Publications.Select(one => new AcceptedPublication(
                        one.Id, one.Account.Platform, one.Account.Id, one.Account.Name, plan.StatusOf(one), plan.DueAtOf(one))),
                ],
                statusUrl,
                plan.ResolvedAt,
                plan.Warnings),
            statusUrl);
    }

    private static DryRunResponse Describe(PublishPlan plan) => new(
        true, [.. plan.Publications.Select(one => new DryRunTarget(one.Account.Platform, one.Account.Id, one.Account.Name, plan.DueAtOf(one)))], plan.ResolvedAt, plan.Warnings);
}
