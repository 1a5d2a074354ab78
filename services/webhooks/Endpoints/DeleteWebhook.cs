using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using ContentMultiplier.Webhooks.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Webhooks.Endpoints;

internal static class DeleteWebhook
{
    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        Guid id, CurrentUser user, WebhooksDbContext db, TimeProvider clock, HttpContext context, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        var endpoint = await db.Endpoints.AsNoTracking()
            .SingleOrDefaultAsync(endpoint => endpoint.WorkspaceId == user.WorkspaceId && endpoint.Id == id, cancellationToken);
        if (endpoint is null)
        {
            return Problems.NotFound();
        }

        // With all its deliveries.
        await db.Endpoints.Where(one => one.Id == id).ExecuteDeleteAsync(cancellationToken);
        db.Publish(WebhookAudit.Of("webhook.delete", endpoint, context, clock.GetUtcNow()));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
