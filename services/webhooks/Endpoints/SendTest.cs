using ContentMultiplier.Contracts.Api.Webhooks;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using ContentMultiplier.Webhooks.Data;
using ContentMultiplier.Webhooks.Deliveries;
using ContentMultiplier.Webhooks.Events;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Webhooks.Endpoints;

/// <summary>Sends an example of an event once and says what came of it. It is not kept and counts for nothing.</summary>
internal static class SendTest
{
    private const string Example = """{"example":true}""";

    public static async Task<Results<Ok<WebhookTestResponse>, ProblemHttpResult>> HandleAsync(
        WebhookTestRequest request, CurrentUser user, WebhooksDbContext db, DeliverySender sender, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var type = request.Event ?? EventTypes.PostPublished;
        var now = clock.GetUtcNow();
        if (await FindAsync(request.WebhookId, user, db, now, cancellationToken) is not { } target)
        {
            return Problems.NotFound();
        }

        if (!EventTypes.All.Contains(type, StringComparer.Ordinal))
        {
            return Problems.Invalid(new Dictionary<string, string[]>(StringComparer.Ordinal)
            {
                ["event"] = [$"is no event; there are {string.Join(' ', EventTypes.All)}"],
            });
        }

        var row = new EventRow(TimedId.Next(now), user.WorkspaceId, type, 0, Example, now);
        var body = Payload.Of(row, Payload.Full);
        var outcome = await sender.SendAsync(target, Payload.IdOf(row.Id), body, cancellationToken);
        return TypedResults.Ok(new WebhookTestResponse
        {
            Delivered = outcome.IsSuccess,
            DurationMs = (int)outcome.Duration.TotalMilliseconds,
            StatusCode = outcome.StatusCode,
            Problem = outcome.Problem,
            Response = outcome.Response,
            ResponseIsCut = outcome.ResponseIsCut,
            Request = SentRequests.Of(target.Url, target.HeaderNames, row, Payload.Full, outcome.SentAt),
        });
    }

    private static async Task<Target?> FindAsync(
        Guid id, CurrentUser user, WebhooksDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        var endpoint = await db.Endpoints.AsNoTracking()
            .SingleOrDefaultAsync(endpoint => endpoint.WorkspaceId == user.WorkspaceId && endpoint.Id == id, cancellationToken);
        var secrets = await db.Secrets.AsNoTracking()
            .Where(secret => secret.EndpointId == id && (secret.ExpiresAt == null || secret.ExpiresAt > now))
            .OrderByDescending(secret => secret.CreatedAt)
            .ToListAsync(cancellationToken);
        return endpoint is null ? null : CreateWebhook.TargetOf(endpoint, secrets);
    }
}
