using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Api.Webhooks;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using ContentMultiplier.Webhooks.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Webhooks.Endpoints;

internal static class ReadWebhooks
{
    public static async Task<Results<Ok<Page<WebhookResponse>>, ProblemHttpResult>> ListAsync(
        int? limit, string? cursor, CurrentUser user, WebhooksDbContext db, TimeProvider clock, CancellationToken cancellationToken)
    {
        var size = limit ?? Paging.DefaultLimit;
        if (!Paging.TryRead(size, cursor, out var after, out var problem))
        {
            return problem;
        }

        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        var found = await db.Endpoints.AsNoTracking()
            .Where(endpoint => endpoint.WorkspaceId == user.WorkspaceId && (after == null || endpoint.Id < after))
            .OrderByDescending(endpoint => endpoint.Id)
            .Take(size + 1)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(Paging.Page(await db.DescribeAsync(found, clock.GetUtcNow(), cancellationToken), size, endpoint => endpoint.Id));
    }

    public static async Task<Results<Ok<WebhookResponse>, ProblemHttpResult>> GetAsync(
        Guid id, CurrentUser user, WebhooksDbContext db, TimeProvider clock, HttpResponse response, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        var endpoint = await db.Endpoints.AsNoTracking()
            .SingleOrDefaultAsync(endpoint => endpoint.WorkspaceId == user.WorkspaceId && endpoint.Id == id, cancellationToken);
        if (endpoint is null)
        {
            return Problems.NotFound();
        }

        response.Headers.ETag = ETags.Of(endpoint.Version);
        return TypedResults.Ok((await db.DescribeAsync([endpoint], clock.GetUtcNow(), cancellationToken))[0]);
    }
}
