using ContentMultiplier.Contracts.Api.Webhooks;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Idempotency;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using ContentMultiplier.Webhooks.Data;
using ContentMultiplier.Webhooks.Deliveries;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContentMultiplier.Webhooks.Endpoints;

internal static class CreateWebhook
{
    public static async Task<Results<StoredAnswer, ProblemHttpResult>> HandleAsync(
        WebhookRequest request, [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey, CurrentUser user, IdempotencyKeys keys,
        WebhooksDbContext db, AddressRules addresses, SecretBox box, DeliverySender sender, IOptions<WebhookOptions> options,
        TimeProvider clock, HttpContext context, CancellationToken cancellationToken)
    {
        if (IdempotentRequest.ProblemWith(idempotencyKey) is { } badKey)
        {
            return badKey;
        }

        var idempotent = IdempotentRequest.Of(idempotencyKey, user.WorkspaceId, "create-webhook", request);
        if (idempotent is not null && await keys.FindAsync(idempotent, cancellationToken) is { } known)
        {
            return Open(known, box, user);
        }

        if (await CheckAsync(request, addresses, cancellationToken) is { Any: true } errors)
        {
            return Problems.Invalid(errors);
        }

        var now = clock.GetUtcNow().ToMicroseconds();
        var (endpoint, secret, plain) = Make(request, user, box, now);
        if (request.Challenge
            && await Challenge.AskAsync(sender, TargetOf(endpoint, [secret]), now, cancellationToken) is { } refused)
        {
            return refused;
        }

        var answer = StoredAnswer.Of(
            StatusCodes.Status201Created, WebhookResponses.Describe(endpoint, [secret], null) with { Secret = plain },
            $"/api/publishing/webhooks/{endpoint.Id}");
        try
        {
            await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
            if (await db.Endpoints.CountAsync(one => one.WorkspaceId == user.WorkspaceId, cancellationToken) >= options.Value.EndpointLimit)
            {
                return Problems.Conflict("too_many_webhooks", $"The workspace has {options.Value.EndpointLimit} webhooks; delete one first.");
            }

            db.AddRange(endpoint, secret);
            db.Publish(WebhookAudit.Of("webhook.create", endpoint, context, now));
            await db.SaveChangesAsync(cancellationToken);
            await db.KeepAsync(idempotent, answer with { Body = box.SealAnswer(answer.Body, user.WorkspaceId) }, now, cancellationToken, tagged: true);
            await transaction.CommitAsync(cancellationToken);
            return answer with { ETag = endpoint.Version };
        }
        catch (PostgresException taken) when (IdempotencyKeys.IsTaken(taken))
        {
            return Open(await keys.ReplayAsync(idempotent!, cancellationToken), box, user);
        }
    }

    public static Target TargetOf(WebhookEndpoint endpoint, IEnumerable<WebhookSecret> secrets) => new(
        endpoint.WorkspaceId, endpoint.Id, endpoint.Url, endpoint.Payload, endpoint.Headers, endpoint.HeaderNames,
        [.. secrets.Select(secret => secret.Sealed)]);

    private static async Task<ErrorBag> CheckAsync(WebhookRequest request, AddressRules addresses, CancellationToken cancellationToken)
    {
        var errors = new ErrorBag();
        await addresses.CheckAsync(request.Url, errors, cancellationToken);
        EndpointRules.CheckEvents(request.Events, errors);
        EndpointRules.CheckDescription(request.Description, errors);
        EndpointRules.CheckPayload(request.Payload ?? Payload.Full, errors);
        HeaderRules.Check(request.Headers ?? new Dictionary<string, string>(), errors);
        return errors;
    }

    private static (WebhookEndpoint Endpoint, WebhookSecret Secret, string Plain) Make(
        WebhookRequest request, CurrentUser user, SecretBox box, DateTimeOffset now)
    {
        var id = TimedId.Next(now);
        var endpoint = new WebhookEndpoint(id, user.WorkspaceId, now)
        {
            Url = request.Url,
            Description = request.Description,
            Events = [.. request.Events],
            Headers = box.SealHeaders(request.Headers, user.WorkspaceId, id),
            HeaderNames = [.. request.Headers?.Keys ?? []],
            Payload = request.Payload ?? Payload.Full,
        };
        var plain = Signature.NewSecret();
        return (endpoint, new WebhookSecret(endpoint, box.Seal(plain, user.WorkspaceId, id), now), plain);
    }

    private static Results<StoredAnswer, ProblemHttpResult> Open(
        Results<StoredAnswer, ProblemHttpResult> known, SecretBox box, CurrentUser user) => known.Result is StoredAnswer stored
        ? stored with { Body = box.OpenAnswer(stored.Body, user.WorkspaceId) }
        : known;
}
