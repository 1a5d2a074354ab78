using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Posts.Data;
using ContentMultiplier.Posts.Media;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Idempotency;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace ContentMultiplier.Posts.Posts;

internal static class CreatePost
{
    public static async Task<Results<StoredAnswer, ProblemHttpResult>> HandleAsync(
        PostRequest request,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        CurrentUser user,
        IdempotencyKeys keys,
        MediaClient media,
        Outbox outbox,
        NpgsqlDataSource dataSource,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        if (IdempotentRequest.ProblemWith(idempotencyKey) is { } badKey)
        {
            return badKey;
        }

        var errors = new ErrorBag();
        PostRules.Check(request, "", errors);
        if (errors.Any)
        {
            return Problems.Invalid(errors);
        }

        var references = MediaReferences.Of(request, "");
        errors.AddUnknown(references, await media.FindAsync(references, [], cancellationToken));

        // The database keeps microseconds; what is answered now must be what is read later.
        var now = clock.GetUtcNow().ToMicroseconds();
        var id = TimedId.Next(now);
        var answer = StoredAnswer.Of(
            StatusCodes.Status201Created, Post.Describe(id, PostStatus.Draft, request, now, now), $"/api/posts/{id}");
        var idempotent = IdempotentRequest.Of(idempotencyKey, user.WorkspaceId, "create-post", request);

        if (errors.Any)
        {
            // What was accepted once is answered so for a day, even if it would be refused now.
            return (idempotent is null ? null : await keys.FindAsync(idempotent, cancellationToken)) ?? (Results<StoredAnswer, ProblemHttpResult>)Problems.Unprocessable(errors);
        }

        try
        {
            var mail = outbox.Prepare(MediaReferences.HeldBy(id, user.WorkspaceId, request, now) is { } held ? [held] : []);
            await using var batch = dataSource.CreateTenantBatch(user.Tenant);
            IdempotencyKeys.AddTo(batch, idempotent, answer, now, tagged: true);
            batch.AddPost(id, user.WorkspaceId, PostStatus.Draft, request, user.UserId, now);
            mail.AddTo(batch);

            await using var reader = await batch.ReadAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            var version = reader.GetFieldValue<uint>(0);

            // The end of the results is where the database says that it is committed.
            await reader.NextResultAsync(cancellationToken);
            mail.Committed();
            return answer with { ETag = version };
        }
        catch (PostgresException taken) when (IdempotencyKeys.IsTaken(taken))
        {
            return await keys.ReplayAsync(idempotent!, cancellationToken);
        }
    }
}
