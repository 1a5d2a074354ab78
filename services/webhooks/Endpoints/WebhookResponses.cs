using ContentMultiplier.Contracts.Api.Webhooks;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.Webhooks.Data;
using ContentMultiplier.Webhooks.Deliveries;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Webhooks.Endpoints;

/// <summary>Endpoints as the API shows them.</summary>
internal static class WebhookResponses
{
    public static async Task<List<WebhookResponse>> DescribeAsync(
        this WebhooksDbContext db, IReadOnlyCollection<WebhookEndpoint> endpoints, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Guid[] ids = [.. endpoints.Select(endpoint => endpoint.Id)];
        var secrets = (await db.Secrets.AsNoTracking()
            .Where(secret => ids.Contains(secret.EndpointId) && (secret.ExpiresAt == null || secret.ExpiresAt > now))
            .OrderByDescending(secret => secret.CreatedAt).ThenByDescending(secret => secret.Id)
            .ToListAsync(cancellationToken)).ToLookup(secret => secret.EndpointId);
        var health = await db.Health.AsNoTracking().Where(health => ids.Contains(health.EndpointId))
            .ToDictionaryAsync(health => health.EndpointId, cancellationToken);
        return [.. endpoints.Select(endpoint => Describe(endpoint, [.. secrets[endpoint.Id]], health.GetValueOrDefault(endpoint.Id)))];
    }

    public static WebhookResponse Describe(WebhookEndpoint endpoint, IReadOnlyList<WebhookSecret> secrets, WebhookHealth? health) => new()
    {
        Id = endpoint.Id,
        Url = endpoint.Url,
        Description = endpoint.Description,
        Events = endpoint.Events,
        HeaderNames = endpoint.HeaderNames,
        Payload = endpoint.Payload,
        Enabled = endpoint.Enabled,
        DisabledReason = endpoint.DisabledReason,
        DisabledAt = endpoint.DisabledAt,
        Health = Describe(health),
        Secrets = [.. secrets.Select(secret => new WebhookSecretResponse(secret.Id, secret.CreatedAt, secret.ExpiresAt))],
        CreatedAt = endpoint.CreatedAt,
        UpdatedAt = endpoint.UpdatedAt,
    };

    public static ProblemHttpResult Stale() => Problems.Problem(
        StatusCodes.Status412PreconditionFailed,
        "changed_meanwhile",
        "The webhook is not what it was when it was read.",
        "Read it again and repeat the change on what it is now.");

    private static WebhookHealthResponse Describe(WebhookHealth? health) => new(
        health switch
        {
            { WarnedAt: not null } => "warning",
            { FailingSince: not null } => "failing",
            _ => "ok",
        },
        health?.FailingSince,
        health?.FailingSince + DisablePolicy.DisableAfter,
        health?.LastSuccessAt,
        health?.LastFailureAt);
}
