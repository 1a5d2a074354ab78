using System.Security.Cryptography;
using System.Text;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Auth.Vault;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Users;

/// <summary>Keeps the authenticator apps and recovery codes, and judges the codes that are shown.</summary>
internal sealed class SecondFactors(AuthDbContext db, CredentialVault vault, TimeProvider clock)
{
    private const int RecoveryCodes = 10;
    private const int RecoveryBytes = 10;
    private const int CodeLength = 6;

    /// <summary>Locked until the transaction ends, so that one code is judged once.</summary>
    public Task<SecondFactor?> FindAsync(Guid userId, CancellationToken cancellationToken) => db.SecondFactors
        .FromSql($"select * from second_factors where user_id = {userId} for update")
        .AsTracking()
        .SingleOrDefaultAsync(cancellationToken);

    /// <summary>
    /// To be called last in a transaction that is committed whatever comes out: a wrong code is counted, a right one is used up.
    /// </summary>
    /// <param name="status">401 where somebody signs in, 403 where they are.</param>
    /// <returns>Null when the user has no second factor or the code is right.</returns>
    public async Task<ProblemHttpResult?> RefuseAsync(
        Guid userId, string? code, int status, HttpContext context, CancellationToken cancellationToken)
    {
        var factor = await FindAsync(userId, cancellationToken);
        if (factor?.ConfirmedAt is null)
        {
            return null;
        }

        if (string.IsNullOrWhiteSpace(code))
        {
            return Problems.Problem(
                status,
                "totp_required",
                "A second factor is needed.",
                "Send the same request again with `code`: the six digits of the authenticator app, or a recovery code.");
        }

        var now = clock.GetUtcNow();
        if (factor.BlockedUntil > now)
        {
            return TooMany.Requests(context, factor.BlockedUntil.Value - now);
        }

        var isRight = await TakeAsync(factor, code, cancellationToken);
        if (!isRight)
        {
            factor.Fail(now);
        }

        await db.SaveChangesAsync(cancellationToken);
        return isRight
            ? null
            : Problems.Problem(status, "totp_invalid", "The code is wrong.", "It was used, is too old or is not of this account.");
    }

    public string Keep(SecondFactor factor)
    {
        var secret = Totp.NewSecret();
        factor.Keep(vault.Seal(secret, factor.Place), clock.GetUtcNow());
        return secret;
    }

    /// <returns>Whether the app has the secret and gives the code of this moment.</returns>
    public bool Proves(SecondFactor factor, string code)
    {
        if (Totp.Match(vault.Open(factor.Secret, factor.Place), Plain(code), clock.GetUtcNow(), factor.LastStep) is not { } step)
        {
            return false;
        }

        factor.Accept(step);
        return true;
    }

    /// <summary>In place of those that are left. Adds to the open unit of work.</summary>
    public async Task<IReadOnlyList<string>> ReplaceRecoveryCodesAsync(Guid userId, CancellationToken cancellationToken)
    {
        await db.RecoveryCodes.Where(code => code.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        var texts = Enumerable.Range(0, RecoveryCodes).Select(_ => Totp.Encode(RandomNumberGenerator.GetBytes(RecoveryBytes))).ToList();
        db.RecoveryCodes.AddRange(texts.Select(text => new RecoveryCode(userId, Hash(text), clock.GetUtcNow())));
        return [.. texts.Select(text => string.Join('-', text.Chunk(4).Select(group => new string(group))))];
    }

    public async Task RemoveAsync(Guid userId, CancellationToken cancellationToken)
    {
        await db.RecoveryCodes.Where(code => code.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        await db.SecondFactors.Where(factor => factor.UserId == userId).ExecuteDeleteAsync(cancellationToken);
    }

    private async Task<bool> TakeAsync(SecondFactor factor, string code, CancellationToken cancellationToken)
    {
        var plain = Plain(code);
        if (plain.Length == CodeLength)
        {
            return Proves(factor, plain);
        }

        var (userId, hash) = (factor.UserId, Hash(plain));
        if (await db.RecoveryCodes.Where(known => known.UserId == userId && known.Hash == hash).ExecuteDeleteAsync(cancellationToken) == 0)
        {
            return false;
        }

        factor.Forgive();
        return true;
    }

    /// <summary>As people type it from a screen or from paper.</summary>
    private static string Plain(string code) =>
        string.Concat(code.Where(symbol => symbol != '-' && !char.IsWhiteSpace(symbol))).ToUpperInvariant();

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
