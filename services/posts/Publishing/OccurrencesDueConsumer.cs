using ContentMultiplier.Contracts.Scheduling;
using ContentMultiplier.Posts.Approvals;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using MassTransit;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace ContentMultiplier.Posts.Publishing;

/// <summary>Makes the copies of recurring posts. The id of a copy comes with the command, so that the same command twice makes one.</summary>
internal sealed class OccurrencesDueConsumer(NpgsqlDataSource dataSource, Outbox outbox, RepeatedPosts repeated, PublishWriter writer)
    : IConsumer<Batch<OccurrencesDue>>
{
    private const string Unapproved = "The workspace publishes nothing without approval, and the post has none as it stands.";

    public async Task Consume(ConsumeContext<Batch<OccurrencesDue>> context)
    {
        List<RefusedOccurrence> refusals = [];
        foreach (var occurrence in context.Message.SelectMany(message => message.Message.Occurrences))
        {
            if (await MakeAsync(occurrence, context.CancellationToken) is { } problem)
            {
                refusals.Add(new RefusedOccurrence { RecurrenceId = occurrence.RecurrenceId, OccursAt = occurrence.OccursAt, Problem = problem });
            }
        }

        if (refusals.Count > 0)
        {
            var mail = outbox.Prepare([new OccurrencesRefused { Refusals = refusals }]);
            await using var batch = dataSource.CreateTenantBatch(Tenant.System);
            mail.AddTo(batch);
            await batch.ExecuteNonQueryAsync(context.CancellationToken);
            mail.Committed();
        }
    }

    /// <returns>Why there is no copy; null when there is.</returns>
    private async Task<string?> MakeAsync(DueOccurrence occurrence, CancellationToken cancellationToken)
    {
        var (plan, problem) = await repeated.PlanAsync(occurrence, cancellationToken);
        if (plan is null)
        {
            return Describe(problem!);
        }

        try
        {
            await writer.WriteAsync(plan, idempotent: null, PublishPosts.Accept(plan), cancellationToken);
            return null;
        }
        catch (PostgresException made) when (made is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "posts_pkey" })
        {
            return null;
        }
        catch (PostgresException unapproved) when (ApprovalRule.IsBroken(unapproved))
        {
            return Unapproved;
        }
    }

    private static string Describe(ProblemHttpResult problem) =>
        problem.StatusCode == StatusCodes.Status404NotFound ? "The post to copy was deleted."
        : problem.ProblemDetails.Extensions.TryGetValue("errors", out var found) && found is IDictionary<string, string[]> errors
            ? string.Join("; ", errors.SelectMany(error => error.Value.Select(message => $"{error.Key}: {message}")))
            : problem.ProblemDetails.Title ?? "It was refused.";
}
