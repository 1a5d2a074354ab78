using ContentMultiplier.Auth.Data;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Auth.ApiKeys;

internal static class CreateApiKey
{
    private const int MaxName = 100;

    public static async Task<Results<Created<CreatedApiKeyResponse>, ProblemHttpResult>> HandleAsync(
        CreateApiKeyRequest request, CurrentUser user, AuthDbContext db, TimeProvider clock, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var scopes = request.Scopes?.Distinct(StringComparer.Ordinal).ToArray() ?? Policies.Scopes;
        var expiresAt = request.ExpiresAt?.ToUniversalTime();
        var errors = Check(request.Name.Trim(), scopes, expiresAt, now);
        if (errors.Any)
        {
            return Problems.Invalid(errors);
        }

        var text = ApiKeyText.Create();
        var key = new ApiKey(user.WorkspaceId, user.UserId, request.Name.Trim(), text, scopes, expiresAt, now);
        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        db.ApiKeys.Add(key);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Created(
            $"/api/auth/api-keys/{key.Id}",
            new CreatedApiKeyResponse(key.Id, key.Name, text.Reveal(), key.Scopes, key.ExpiresAt));
    }

    private static ErrorBag Check(string name, string[] scopes, DateTimeOffset? expiresAt, DateTimeOffset now)
    {
        var errors = new ErrorBag();
        if (name.Length is 0 or > MaxName || name.Any(char.IsControl))
        {
            errors.Add("name", $"is required, at most {MaxName} characters, without control characters");
        }

        if (scopes.Length == 0)
        {
            errors.Add("scopes", "must not be empty; leave it out for all of them");
        }

        foreach (var unknown in scopes.Except(Policies.Scopes, StringComparer.Ordinal).Take(10))
        {
            errors.Add("scopes", $"'{unknown}' is none of: {string.Join(", ", Policies.Scopes)}");
        }

        if (expiresAt <= now)
        {
            errors.Add("expires_at", "lies in the past");
        }

        return errors;
    }
}
