using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Credentials;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Auth.Platforms;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Accounts;

/// <summary>The second half of connecting, where a consent opens several accounts: which of them?</summary>
internal sealed class ChooseAccounts(AuthDbContext db, PlatformCatalog catalog, AccountStore store, AuditLog audit, TimeProvider clock)
{
    public async Task<Results<Ok<ConnectedAccountsResponse>, ProblemHttpResult>> ListAsync(
        string platform, Guid connectionId, CurrentUser user, CancellationToken cancellationToken)
    {
        var slug = await SlugAsync(platform, cancellationToken);
        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        return await FindAsync(slug, connectionId, user, cancellationToken) is { } credential
            ? TypedResults.Ok(await store.ChoicesAsync(credential, cancellationToken))
            : Over();
    }

    public async Task<Results<Ok<ConnectedAccountsResponse>, ProblemHttpResult>> HandleAsync(
        string platform, ChooseAccountsRequest request, CurrentUser user, CancellationToken cancellationToken)
    {
        var slug = await SlugAsync(platform, cancellationToken);
        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        if (await FindAsync(slug, request.ConnectionId, user, cancellationToken) is not { } credential)
        {
            return Over();
        }

        var choices = await db.ConnectionAccounts.AsNoTracking()
            .Where(choice => choice.CredentialId == credential.Id && choice.Found != null)
            .ToDictionaryAsync(choice => choice.ExternalId, StringComparer.Ordinal, cancellationToken);
        if (Check(request, choices) is { } problem)
        {
            return problem;
        }

        var chosen = request.AccountIds.Distinct(StringComparer.Ordinal).Select(id => choices[id]).ToList();
        var connected = await store.ConnectAsync(credential, chosen, clock.GetUtcNow(), cancellationToken);
        await audit.RecordAsync(db, AccountAudit.Connected(connected.Accounts, credential), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(connected);
    }

    private static ProblemHttpResult? Check(ChooseAccountsRequest request, Dictionary<string, ConnectionAccount> choices)
    {
        var errors = new ErrorBag();
        if (request.AccountIds.Count == 0)
        {
            errors.Add("account_ids", "names at least one of accounts_to_choose_from");
        }

        for (var at = 0; at < request.AccountIds.Count && at < choices.Count + 1; at++)
        {
            if (!choices.ContainsKey(request.AccountIds[at]))
            {
                errors.Add($"account_ids[{at}]", "is none of accounts_to_choose_from");
            }
        }

        return errors.Any ? Problems.Unprocessable(errors)
            : request.AccountIds.Count > choices.Count
                ? Problems.Unprocessable(TooMany(choices.Count))
                : null;
    }

    private static ErrorBag TooMany(int most)
    {
        var errors = new ErrorBag();
        errors.Add("account_ids", $"names more than the {most} of accounts_to_choose_from");
        return errors;
    }

    /// <summary>Locked, so that two choices of one connection do not both count.</summary>
    private Task<Credential?> FindAsync(string platform, Guid connectionId, CurrentUser user, CancellationToken cancellationToken) =>
        db.Credentials
            .FromSql(
                $"""
                select * from credentials
                where id = {connectionId} and workspace_id = {user.WorkspaceId} and user_id = {user.UserId} and platform = {platform}
                  and confirmed_at is null and created_at > {clock.GetUtcNow() - Credential.UnconfirmedLife}
                for update
                """)
            .AsTracking()
            .SingleOrDefaultAsync(cancellationToken);

    private async Task<string> SlugAsync(string platform, CancellationToken cancellationToken) =>
        (await catalog.FindAsync(platform, cancellationToken))?.Slug ?? platform;

    private static ProblemHttpResult Over() => Problems.Problem(
        StatusCodes.Status404NotFound,
        "connection_over",
        "There is no such connection to choose accounts for.",
        "Somebody else started it, the choice is made, or an hour has passed. Start the connection again.");
}
