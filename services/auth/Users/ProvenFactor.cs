using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Auth.Users;

/// <summary>What is done to a second factor takes the password and the factor itself.</summary>
internal sealed class ProvenFactor(
    AuthDbContext db, Reauthentication reauthentication, SecondFactors factors, UserAudit audit, IHttpContextAccessor accessor)
{
    /// <returns>Null when it was done.</returns>
    public async Task<ProblemHttpResult?> DoAsync(
        SecondFactorRequest request, string action, Func<User, Task> change, CancellationToken cancellationToken)
    {
        var (known, refusal) = await reauthentication.CheckAsync(request.Password, cancellationToken);
        if (known is null)
        {
            return refusal;
        }

        await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);
        if (await reauthentication.LockAsync(known, cancellationToken) is not { } owner)
        {
            return Reauthentication.Refused();
        }

        if ((await factors.FindAsync(owner.Id, cancellationToken))?.ConfirmedAt is null)
        {
            return Problems.Conflict("totp_disabled", "No second factor is on.");
        }

        refusal = await factors.RefuseAsync(
            owner.Id, request.Code, StatusCodes.Status403Forbidden, accessor.HttpContext!, cancellationToken);
        if (refusal is null)
        {
            await change(owner);
            await audit.RecordAsync(owner.Id, action, cancellationToken);
        }
        else
        {
            await audit.DenyAsync(owner.Id, AuditActions.Reauthenticated, "second factor", cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return refusal;
    }
}
