using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Idempotency;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContentMultiplier.Results.Inbound;

/// <summary><c>POST /api/publishing/inbound</c>.</summary>
internal static class CreateInbound
{
    public static async Task<Results<StoredAnswer, ProblemHttpResult>> HandleAsync(
        InboundRequest request, [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey, CurrentUser user, IdempotencyKeys keys,
        InboundPlatforms platforms, InboundKeys box, NpgsqlDataSource database, Outbox outbox, IOptions<InboundOptions> options,
        TimeProvider time, HttpContext context, CancellationToken cancellationToken)
    {
        if (IdempotentRequest.ProblemWith(idempotencyKey) is { } badKey)
        {
            return badKey;
        }

        var idempotent = IdempotentRequest.Of(idempotencyKey, user.WorkspaceId, "create-inbound", request);
        if (idempotent is not null && await keys.FindAsync(idempotent, cancellationToken) is { } known)
        {
            return Open(known, box, user);
        }

        if (platforms.Check(request) is { Any: true } errors)
        {
            return Problems.Invalid(errors);
        }

        var now = time.GetUtcNow();
        var id = TimedId.Next(now);
        var key = InboundKeys.New();
        var endpoint = new InboundEndpoint(
            id, user.WorkspaceId, request.Platform, request.VerificationKey is { } secret ? box.Seal(secret, user.WorkspaceId, id) : null);
        var answer = StoredAnswer.Of(StatusCodes.Status201Created, new InboundResponse
        {
            Id = id,
            Platform = request.Platform,
            Url = new Uri(options.Value.PublicUrl, $"/api/publishing/inbound/{request.Platform}/{key}").AbsoluteUri,
            VerifyToken = platforms.Find(request.Platform)!.VerifyTokenOf(key),
            Ready = platforms.IsReady(request.Platform, endpoint.Secret is not null),
            CreatedAt = now.ToMicroseconds(),
        });
        try
        {
            await using var session = await database.BeginAsync(user.Tenant, cancellationToken);
            if (!await InboundRows.AddAsync(session, endpoint, InboundKeys.HashOf(key), now, options.Value.EndpointLimit, cancellationToken))
            {
                return Problems.Conflict("too_many_inbound", $"The workspace has {options.Value.EndpointLimit} such addresses; delete one first.");
            }

            await using var batch = session.Batch();
            IdempotencyKeys.AddTo(batch, idempotent, answer with { Body = box.SealAnswer(answer.Body, user.WorkspaceId) }, now);
            var mail = outbox.Prepare(InboundAudit.Of("inbound.create", user.WorkspaceId, id, request.Platform, context, now));
            mail.AddTo(batch);
            await session.ExecuteAsync(batch, cancellationToken);
            await session.CommitAsync(cancellationToken);
            mail.Committed();
            return answer;
        }
        catch (PostgresException taken) when (IdempotencyKeys.IsTaken(taken))
        {
            return Open(await keys.ReplayAsync(idempotent!, cancellationToken), box, user);
        }
    }

    private static Results<StoredAnswer, ProblemHttpResult> Open(
        Results<StoredAnswer, ProblemHttpResult> known, InboundKeys box, CurrentUser user) => known.Result is StoredAnswer stored
        ? stored with { Body = box.OpenAnswer(stored.Body, user.WorkspaceId) }
        : known;
}
