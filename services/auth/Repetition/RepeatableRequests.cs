using System.Security.Cryptography;
using System.Text.Json;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Auth.Tokens;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Idempotency;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContentMultiplier.Auth.Repetition;

/// <summary>
/// Lets a request that makes something be sent again under its Idempotency-Key: whoever lost the answer gets the same one. Answers
/// of this service show keys and tokens, so they are kept sealed, and requests carry them, so only a keyed hash tells those apart.
/// </summary>
internal sealed class RepeatableRequests(
    IdempotencyKeys keys, IDataProtectionProvider protection, IOptions<ServiceIdentityOptions> identity, TimeProvider clock)
{
    private readonly byte[] _hashKey = HMACSHA256.HashData(Convert.FromBase64String(identity.Value.Root), "idempotency"u8);

    /// <param name="operation">Which endpoint: the same key for another one, or by another user, is a reuse.</param>
    /// <param name="make">Keeps its answer by what it is given, in its transaction; null without a key.</param>
    public async Task<TResult> OnceAsync<TRequest, TBody, TResult>(
        string? idempotencyKey,
        CurrentUser user,
        string operation,
        TRequest request,
        Func<OnceOnly?, Task<TResult>> make,
        Func<Created<TBody>, TResult> again,
        Func<ProblemHttpResult, TResult> refuse,
        CancellationToken cancellationToken)
    {
        if (IdempotentRequest.ProblemWith(idempotencyKey) is { } badKey)
        {
            return refuse(badKey);
        }

        var asked = IdempotentRequest.Of(idempotencyKey, user.WorkspaceId, $"{operation} {user.UserId}", request);
        if (asked is null)
        {
            return await make(null);
        }

        asked = asked with { Hash = HMACSHA256.HashData(_hashKey, asked.Hash) };
        if (await keys.FindAsync(asked, cancellationToken) is { } known)
        {
            return Repeat(asked, known);
        }

        TResult made;
        try
        {
            made = await make(new OnceOnly(asked, ProtectorOf(asked), clock));
        }
        catch (Exception conflict) when (conflict is PostgresException or DbUpdateException)
        {
            // Two at the same time: where they met first, at the key or at what they make, does not matter.
            if (await keys.FindAsync(asked, cancellationToken) is { } winner)
            {
                return Repeat(asked, winner);
            }

            throw;
        }

        // What was done once is answered so, even if it would be refused now, because it is done.
        return made is INestedHttpResult { Result: ProblemHttpResult } && await keys.FindAsync(asked, cancellationToken) is { } done
            ? Repeat(asked, done)
            : made;

        TResult Repeat(IdempotentRequest of, Results<StoredAnswer, ProblemHttpResult> known) => known.Result is StoredAnswer stored
            ? again(TypedResults.Created(
                stored.Location, JsonSerializer.Deserialize<TBody>(ProtectorOf(of).Unprotect(stored.Body), StrictJson.Options)))
            : refuse((ProblemHttpResult)known.Result);
    }

    /// <summary>An answer moved to another key does not open.</summary>
    private IDataProtector ProtectorOf(IdempotentRequest asked) =>
        protection.CreateProtector("idempotency", asked.WorkspaceId.ToString(), asked.Key);
}

/// <summary>A request with an Idempotency-Key, while what it asks for is made.</summary>
internal sealed class OnceOnly(IdempotentRequest asked, IDataProtector protector, TimeProvider clock)
{
    /// <summary>In the open transaction of the user's workspace or of the system.</summary>
    public Task KeepAsync<TBody>(AuthDbContext db, Created<TBody> answer, CancellationToken cancellationToken)
    {
        var stored = StoredAnswer.Of(StatusCodes.Status201Created, answer.Value, answer.Location);
        return db.KeepAsync(asked, stored with { Body = protector.Protect(stored.Body) }, clock.GetUtcNow(), cancellationToken);
    }
}
