using ContentMultiplier.Contracts.Api.Webhooks;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using ContentMultiplier.Webhooks.Data;
using ContentMultiplier.Webhooks.Deliveries;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Webhooks.Endpoints;

/// <summary>Makes a new secret. The former ones go on signing beside it for a day, so that receivers have the time to take it over.</summary>
internal static class RotateSecret
{
    public const int Most = 5;
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    public static async Task<Results<Ok<WebhookResponse>, ProblemHttpResult>> HandleAsync(
        Guid id, CurrentUser user, WebhooksDbContext db, SecretBox box, TimeProvider clock, HttpContext context,
        CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().ToMicroseconds();
        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);

        // One after the other: two at a time would both count the same secrets.
        await db.Database.ExecuteSqlAsync(
            $"select 1 from webhook_endpoints where id = {id} and workspace_id = {user.WorkspaceId} for update", cancellationToken);
        var endpoint = await db.Endpoints
            .SingleOrDefaultAsync(endpoint => endpoint.WorkspaceId == user.WorkspaceId && endpoint.Id == id, cancellationToken);
        if (endpoint is null)
        {
            return Problems.NotFound();
        }

        var secrets = await db.Secrets
            .Where(secret => secret.EndpointId == id && (secret.ExpiresAt == null || secret.ExpiresAt > now))
            .OrderBy(secret => secret.CreatedAt)
            .ToListAsync(cancellationToken);
        if (secrets.Count >= Most)
        {
            return Problems.Conflict(
                "too_many_secrets", $"{Most} secrets sign already; the next one can be made when the oldest has run out, at {secrets[0].ExpiresAt:O}.");
        }

        var plain = Signature.NewSecret();
        secrets.ForEach(secret => secret.ExpireAt(now + Overlap));
        db.Add(new WebhookSecret(endpoint, box.Seal(plain, user.WorkspaceId, id), now));
        endpoint.Touch(now);
        db.Publish(WebhookAudit.Of("webhook.rotate_secret", endpoint, context, now));
        await db.SaveChangesAsync(cancellationToken);
        var answer = (await db.DescribeAsync([endpoint], now, cancellationToken))[0] with { Secret = plain };
        await transaction.CommitAsync(cancellationToken);
        context.Response.Headers.ETag = ETags.Of(endpoint.Version);
        return TypedResults.Ok(answer);
    }
}
