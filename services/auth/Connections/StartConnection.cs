using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Auth.Platforms;
using ContentMultiplier.Auth.Vault;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Auth.Connections;

internal static class StartConnection
{
    private const int MaxRedirect = 500;

    public static async Task<Results<Ok<StartConnectionResponse>, ProblemHttpResult>> HandleAsync(
        string platform,
        CurrentUser user,
        PlatformCatalog catalog,
        OAuthApplications applications,
        CredentialVault vault,
        AuthDbContext db,
        TimeProvider clock,
        HttpContext context,
        CancellationToken cancellationToken,
        string? redirect_after = null)
    {
        if (redirect_after is not null && !IsOurs(redirect_after))
        {
            var errors = new ErrorBag();
            errors.Add("redirect_after", $"is a path of this site, such as /settings, of at most {MaxRedirect} characters");
            return Problems.Invalid(errors);
        }

        if (await catalog.FindAsync(platform, cancellationToken) is not { } known)
        {
            return ConnectionProblems.UnknownPlatform(platform);
        }

        if (known.OAuth2 is not { } scheme)
        {
            return Problems.Conflict(
                "not_oauth", $"{known.DisplayName} is connected by fields: POST /api/publishing/credentials.");
        }

        if (applications.Find(known.Slug) is not { } application)
        {
            return ConnectionProblems.NotConfigured(known);
        }

        var state = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var browser = ConnectionCookie.Ensure(context, application.RedirectUri);
        var authorization = new Authorization(
            user, known.Slug, HashState(state), ConnectionCookie.Hash(browser), redirect_after, clock.GetUtcNow());
        authorization.Keep(vault.Seal(verifier, authorization.VerifierPlace));

        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        db.Authorizations.Add(authorization);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(new StartConnectionResponse(
            OAuth2Client.AuthorizationUrl(scheme, application, state, verifier), state, authorization.ExpiresAt));
    }

    public static byte[] HashState(string state) => SHA256.HashData(Encoding.UTF8.GetBytes(state));

    /// <summary>Only paths of this site: browsers take <c>//host</c> and <c>/\host</c> for another one.</summary>
    private static bool IsOurs(string path) =>
        path.Length is > 0 and <= MaxRedirect
        && path[0] == '/'
        && (path.Length == 1 || path[1] is not ('/' or '\\'))
        && !path.Any(c => char.IsControl(c) || c is '\\' or '#');
}
