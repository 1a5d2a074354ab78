using ContentMultiplier.Auth.Accounts;
using ContentMultiplier.Auth.Credentials;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Auth.Platforms;
using ContentMultiplier.Auth.Vault;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Connections;

/// <summary>The way back from the consent page: state, code, tokens, accounts.</summary>
internal sealed class CompleteConnection(
    AuthDbContext db,
    PlatformCatalog catalog,
    OAuthApplications applications,
    OAuth2Client platformOAuth,
    CredentialVault vault,
    CredentialTokens tokens,
    AccountConnection accounts,
    ConnectionAudit audit,
    TimeProvider clock)
{
    private const int MaxParameter = 4096;

    /// <param name="user">The signed-in user, if there is one who may connect accounts.</param>
    /// <param name="browserSecret">The browser's cookie, if it sent one.</param>
    public async Task<ConnectionOutcome> HandleAsync(
        string platform, CompleteConnectionRequest answer, CurrentUser? user, string? browserSecret, CancellationToken cancellationToken)
    {
        if (Check(answer) is { } malformed)
        {
            return audit.Refused(null, malformed);
        }

        if (await catalog.FindAsync(platform, cancellationToken) is not { } known)
        {
            return audit.Refused(null, ConnectionProblems.UnknownPlatform(platform));
        }

        if (await TakeAsync(known.Slug, answer.State!, user, browserSecret, cancellationToken) is not { } authorization)
        {
            return audit.Refused(known.Slug, ConnectionProblems.InvalidState());
        }

        var outcome = await CompleteAsync(known, authorization, answer, cancellationToken);
        if (outcome.Problem is { } problem)
        {
            await audit.FailedAsync(authorization, problem, cancellationToken);
        }

        return outcome with { RedirectAfter = authorization.RedirectAfter };
    }

    private static ProblemHttpResult? Check(CompleteConnectionRequest answer)
    {
        var errors = new ErrorBag();
        if (string.IsNullOrEmpty(answer.State))
        {
            errors.Add("state", "is required");
        }

        if (string.IsNullOrEmpty(answer.Code) && string.IsNullOrEmpty(answer.Error))
        {
            errors.Add("code", "is required");
        }

        if (answer.Code?.Length > MaxParameter)
        {
            errors.Add("code", $"is longer than {MaxParameter} characters");
        }

        return errors.Any ? Problems.Invalid(errors) : null;
    }

    /// <summary>
    /// Takes the authorization away before anything is asked with it, so that an answer sent twice finds nothing, even when
    /// both arrive at once. Somebody else's is left alone for whom it belongs to.
    /// </summary>
    private async Task<Authorization?> TakeAsync(
        string platform, string state, CurrentUser? user, string? browserSecret, CancellationToken cancellationToken)
    {
        var stateHash = StartConnection.HashState(state);
        var browserHash = browserSecret is null ? null : ConnectionCookie.Hash(browserSecret);
        var now = clock.GetUtcNow();
        var (userId, workspaceId, sessionId) = (user?.UserId, user?.WorkspaceId, user?.SessionId ?? user?.ApiKeyId);

        // The browser's way back names no workspace; the row does.
        await using var transaction = await db.BeginAsync(Tenant.System, cancellationToken);
        var taken = await db.Authorizations
            .FromSql(
                $"""
                delete from authorizations
                where state_hash = {stateHash} and platform = {platform} and expires_at > {now}
                  and (browser_hash = {browserHash}
                    or (user_id = {userId} and workspace_id = {workspaceId} and session_id is not distinct from {sessionId}))
                returning *
                """)
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return taken.SingleOrDefault();
    }

    /// <summary>Instagram's addresses end with an empty fragment, and whoever copies one takes it along.</summary>
    private static string WithoutFragment(string code) => code.EndsWith("#_", StringComparison.Ordinal) ? code[..^2] : code;

    private async Task<ConnectionOutcome> CompleteAsync(
        KnownPlatform platform, Authorization authorization, CompleteConnectionRequest answer, CancellationToken cancellationToken)
    {
        if (platform.OAuth2 is not { } scheme || applications.Find(platform.Slug) is not { } application)
        {
            return new(ConnectionProblems.NotConfigured(platform));
        }

        // A server that names itself must be the right one: the mix-up defence of RFC 9207.
        if ((application.Issuer ?? scheme.Issuer) is { } issuer && issuer != answer.Iss)
        {
            return new(ConnectionProblems.WrongIssuer());
        }

        if (!string.IsNullOrEmpty(answer.Error))
        {
            return new(ConnectionProblems.Denied(answer.Error));
        }

        var verifier = vault.Open(authorization.Verifier, authorization.VerifierPlace);
        switch (await platformOAuth.ExchangeAsync(scheme, application, WithoutFragment(answer.Code!), verifier, cancellationToken))
        {
            case TokenOutcome.Granted { Tokens.Scopes: { } scopes } when scheme.Missing(scopes) is { Length: > 0 } missing:
                return new(ConnectionProblems.MissingScopes(platform, missing));
            case TokenOutcome.Granted granted:
                var credential = new Credential(authorization.WorkspaceId, authorization.UserId, platform.Slug, clock.GetUtcNow());
                tokens.Keep(credential, granted.Tokens, scheme, isRenewal: false);
                return await accounts.ConnectAsync(credential, platform, cancellationToken);
            case TokenOutcome.Refused:
                return new(ConnectionProblems.CodeRefused());
            case TokenOutcome.Unavailable unavailable:
                return new(ConnectionProblems.PlatformUnavailable(unavailable.Reason));
            default:
                throw new InvalidOperationException("An outcome without a meaning.");
        }
    }
}

/// <summary>The connected accounts, or why there are none; and where the browser wants to go.</summary>
internal sealed record ConnectionOutcome(ConnectedAccountsResponse? Connected, ProblemHttpResult? Problem)
{
    public ConnectionOutcome(ProblemHttpResult problem)
        : this(null, problem)
    {
    }

    public ConnectionOutcome(ConnectedAccountsResponse connected)
        : this(connected, null)
    {
    }

    public string? RedirectAfter { get; init; }
}
