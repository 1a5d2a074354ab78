using ContentMultiplier.Auth.Data;
using ContentMultiplier.Auth.Platforms;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Accounts;

internal static class AccountEndpoints
{
    public static RouteGroupBuilder MapAccounts(this RouteGroupBuilder credentials)
    {
        credentials.MapGet("/", ListAsync)
            .WithName("ListAccounts")
            .WithSummary("The connected accounts and their health; never a secret")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .RequireAuthorization(Policies.Read);
        credentials.MapPost("/", ConnectWithFields.HandleAsync)
            .WithName("ConnectWithFields")
            .WithSummary("Connects an account by its key or address, after asking the platform whether it is good")
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status502BadGateway)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .RequireAuthorization(Policies.CredentialsWrite);
        credentials.MapPost("/{account_id:guid}/verify", VerifyAccount.HandleAsync)
            .WithName("VerifyAccount")
            .WithSummary("Asks the platform whether the account's credential is still good")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status502BadGateway)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .RequireAuthorization(Policies.CredentialsWrite);
        credentials.MapPost("/{account_id:guid}/rotate", RotateCredential.HandleAsync)
            .WithName("RotateCredential")
            .WithSummary("Replaces the key of an account by another one for the same account; the former one stays when it is refused")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status502BadGateway)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .RequireAuthorization(Policies.CredentialsWrite);
        credentials.MapDelete("/{platform}", Disconnect.HandleAsync)
            .WithName("Disconnect")
            .WithSummary("Destroys the credential of one account, or of all accounts of the platform")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .RequireAuthorization(Policies.CredentialsWrite);
        return credentials;
    }

    private static async Task<Results<Ok<Page<AccountResponse>>, ProblemHttpResult>> ListAsync(
        CurrentUser user,
        AuthDbContext db,
        PlatformCatalog catalog,
        CancellationToken cancellationToken,
        string? platform = null,
        int limit = Paging.DefaultLimit,
        string? cursor = null)
    {
        if (!Paging.TryRead(limit, cursor, out var after, out var problem))
        {
            return problem;
        }

        var slug = platform is null ? null : (await catalog.FindAsync(platform, cancellationToken))?.Slug ?? platform;
        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        var rows = await (
            from account in db.Accounts
            join credential in db.Credentials on account.CredentialId equals credential.Id
            where account.WorkspaceId == user.WorkspaceId && (after == null || account.Id > after) && (slug == null || account.Platform == slug)
            orderby account.Id
            select new AccountResponse
            {
                AccountId = account.Id,
                Platform = account.Platform,
                Name = account.Name,
                ExternalId = account.ExternalId,
                Url = account.Url,
                Scopes = credential.Scopes,
                ExpiresAt = account.Token == null ? credential.ExpiresAt : account.TokenExpiresAt,
                ReconnectBefore = account.EndsAt,
                Health = account.Health,
                HealthDetail = account.HealthDetail,
                ConnectedAt = account.ConnectedAt,
            }).Take(limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Paging.Page(rows, limit, row => row.AccountId));
    }
}
