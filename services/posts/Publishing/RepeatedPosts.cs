using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Contracts.Scheduling;
using ContentMultiplier.Posts.Posts;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Posts.Publishing;

/// <summary>Plans a copy of a post for one time of a recurrence, by the rules of every publish request.</summary>
internal sealed class RepeatedPosts(ExistingPosts posts, PublishPlanner planner, TimeProvider clock)
{
    /// <summary><c>POST /internal/posts/{id}/repeated</c>: could it be repeated as things are?</summary>
    public static async Task<Results<NoContent, ProblemHttpResult>> CheckAsync(
        Guid id, PublishRequest request, CurrentUser user, RepeatedPosts repeated, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (_, problem) = await repeated.PlanAsync(id, request, user.WorkspaceId, user.UserId, clock.GetUtcNow().AddHours(1), cancellationToken);
        return problem is null ? TypedResults.NoContent() : problem;
    }

    public async Task<(PublishPlan? Plan, ProblemHttpResult? Problem)> PlanAsync(DueOccurrence occurrence, CancellationToken cancellationToken)
    {
        var request = new PublishRequest
        {
            Targets = occurrence.Targets?.Select(target => new TargetRequest
            {
                AccountId = target.AccountId, ContentType = target.ContentType, Options = target.Options,
                DependsOn = target.DependsOn is { } account
                    ? new DependencyRequest { AccountId = account, OnFailure = target.OnFailure, FallbackUrl = target.FallbackUrl }
                    : null,
            }).ToList(),
            Platforms = occurrence.Platforms,
            LatePolicy = occurrence.LateAction is { } action
                ? new LatePolicyRequest { Action = action, WindowMinutes = occurrence.LateWindowMinutes }
                : null,
        };
        var (plan, problem) = await PlanAsync(
            occurrence.TemplateId, request, occurrence.WorkspaceId, occurrence.UserId, occurrence.OccursAt, cancellationToken);
        return (plan is null ? null : plan with { PostId = occurrence.PostId, By = new(occurrence.UserId) }, problem);
    }

    private async Task<(PublishPlan? Plan, ProblemHttpResult? Problem)> PlanAsync(
        Guid templateId, PublishRequest request, Guid workspaceId, Guid userId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (await posts.FindAsync(templateId, workspaceId, cancellationToken) is not { } template)
        {
            return (null, Problems.NotFound());
        }

        // A time that passed while the suite was down is judged by the late policy like every other, not refused.
        var now = clock.GetUtcNow().ToMicroseconds();
        var (plan, problem) = await planner.PlanAsync(
            request with { Post = template.Post, Mode = PublishMode.Scheduled, ScheduledAt = at },
            workspaceId, userId, at > now ? now : at.AddSeconds(-1), cancellationToken);
        return (plan is null ? null : plan with { CopyOf = templateId, Now = now }, problem);
    }
}
