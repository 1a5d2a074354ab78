using ContentMultiplier.Contracts.Api.Webhooks;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using ContentMultiplier.Webhooks.Data;
using ContentMultiplier.Webhooks.Deliveries;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace ContentMultiplier.Webhooks.Endpoints;

internal static class UpdateWebhook
{
    public static async Task<Results<Ok<WebhookResponse>, ProblemHttpResult>> HandleAsync(
        Guid id, WebhookPatch patch, CurrentUser user, WebhooksDbContext db, AddressRules addresses, SecretBox box, TimeProvider clock,
        HttpContext http, CancellationToken cancellationToken)
    {
        // Before the transaction begins, since names are looked up; a stranger learns nothing from it.
        var errors = await CheckAsync(patch, addresses, cancellationToken);
        var now = clock.GetUtcNow().ToMicroseconds();
        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        var endpoint = await db.Endpoints
            .SingleOrDefaultAsync(endpoint => endpoint.WorkspaceId == user.WorkspaceId && endpoint.Id == id, cancellationToken);
        if (endpoint is null)
        {
            return Problems.NotFound();
        }

        if (errors.Any)
        {
            return Problems.Invalid(errors);
        }

        if (http.Request.Headers.IfMatch.Count > 0 && !ETags.Matches(http.Request, endpoint.Version))
        {
            return WebhookResponses.Stale();
        }

        Apply(patch, endpoint, box, now);
        await SwitchAsync(patch.Enabled, endpoint, db, now, cancellationToken);
        db.Publish(WebhookAudit.Of("webhook.update", endpoint, http, now));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return WebhookResponses.Stale();
        }

        if (!endpoint.Enabled)
        {
            await FailWaitingAsync(db, transaction, endpoint.Id, now, cancellationToken);
        }

        var answer = (await db.DescribeAsync([endpoint], now, cancellationToken))[0];
        await transaction.CommitAsync(cancellationToken);
        http.Response.Headers.ETag = ETags.Of(endpoint.Version);
        return TypedResults.Ok(answer);
    }

    private static async Task<ErrorBag> CheckAsync(WebhookPatch patch, AddressRules addresses, CancellationToken cancellationToken)
    {
        var errors = new ErrorBag();
        if (patch.Url is not null)
        {
            await addresses.CheckAsync(patch.Url, errors, cancellationToken);
        }

        if (patch.Events is not null)
        {
            EndpointRules.CheckEvents(patch.Events, errors);
        }

        EndpointRules.CheckDescription(patch.Description, errors);
        EndpointRules.CheckPayload(patch.Payload ?? Payload.Full, errors);
        HeaderRules.Check(patch.Headers ?? new Dictionary<string, string>(), errors);
        return errors;
    }

    private static void Apply(WebhookPatch patch, WebhookEndpoint endpoint, SecretBox box, DateTimeOffset now)
    {
        endpoint.Url = patch.Url ?? endpoint.Url;
        endpoint.Description = patch.Description ?? endpoint.Description;
        endpoint.Events = patch.Events is null ? endpoint.Events : [.. patch.Events];
        endpoint.Payload = patch.Payload ?? endpoint.Payload;
        if (patch.Headers is { } headers)
        {
            endpoint.Headers = box.SealHeaders(headers, endpoint.WorkspaceId, endpoint.Id);
            endpoint.HeaderNames = [.. headers.Keys];
        }

        endpoint.Touch(now);
    }

    private static async Task SwitchAsync(
        bool? enabled, WebhookEndpoint endpoint, WebhooksDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (enabled is not { } wanted || wanted == endpoint.Enabled)
        {
            return;
        }

        if (!wanted)
        {
            endpoint.Disable(now);
            return;
        }

        endpoint.Enable();
        var health = await db.Health.SingleOrDefaultAsync(health => health.EndpointId == endpoint.Id, cancellationToken);
        health?.Forget();
    }

    private static async Task FailWaitingAsync(
        WebhooksDbContext db, IDbContextTransaction transaction, Guid id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch((NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction)transaction.GetDbTransaction());
        batch.Add(Verdicts.FailWaiting, new[] { id }, now);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
