using System.Globalization;
using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Auth.Repetition;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.ApiKeys;

internal static class CreateApiKey
{
    private const int MaxName = 100;

    /// <summary>Each key has a rate limit of its own, so their number has an end.</summary>
    private const int MaxKeys = 100;

    public static Task<Results<Created<CreatedApiKeyResponse>, ProblemHttpResult>> HandleAsync(
        CreateApiKeyRequest request,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        CurrentUser user,
        AuthDbContext db,
        AuditLog audit,
        TimeProvider clock,
        RepeatableRequests repeatable,
        CancellationToken cancellationToken) =>
        repeatable.OnceAsync<CreateApiKeyRequest, CreatedApiKeyResponse, Results<Created<CreatedApiKeyResponse>, ProblemHttpResult>>(
            idempotencyKey,
            user,
            "create-api-key",
            request,
            once => CreateAsync(request, user, db, audit, clock, once, cancellationToken),
            created => created,
            problem => problem,
            cancellationToken);

    private static async Task<Results<Created<CreatedApiKeyResponse>, ProblemHttpResult>> CreateAsync(
        CreateApiKeyRequest request,
        CurrentUser user,
        AuthDbContext db,
        AuditLog audit,
        TimeProvider clock,
        OnceOnly? once,
        CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var scopes = request.Scopes?.Distinct(StringComparer.Ordinal).ToArray() ?? Policies.Scopes;
        var expiresAt = request.ExpiresAt?.ToUniversalTime();
        var errors = Check(request.Name.Trim(), scopes, expiresAt, now);
        var addresses = ReadAddresses(request.AllowedAddresses ?? [], errors);
        if (errors.Any)
        {
            return Problems.Invalid(errors);
        }

        var text = ApiKeyText.Create();
        var key = new ApiKey(user.WorkspaceId, user.UserId, request.Name.Trim(), text, scopes, addresses, expiresAt, now);
        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        if (await db.ApiKeys.CountAsync(known => known.WorkspaceId == user.WorkspaceId, cancellationToken) >= MaxKeys)
        {
            return Problems.Conflict("too_many_keys", $"The workspace has {MaxKeys} keys; delete those that nobody uses any more.");
        }

        var answer = TypedResults.Created(
            $"/api/auth/api-keys/{key.Id}",
            new CreatedApiKeyResponse(key.Id, key.Name, text.Reveal(), key.Scopes, key.ExpiresAt, key.AllowedAddresses));
        db.ApiKeys.Add(key);
        await db.SaveChangesAsync(cancellationToken);
        await (once?.KeepAsync(db, answer, cancellationToken) ?? Task.CompletedTask);
        await audit.RecordAsync(db, Entry(key), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return answer;
    }

    private static AuditEntry Entry(ApiKey key) => new(AuditActions.KeyCreated, AuditSubjects.ApiKey, key.Id.ToString())
    {
        WorkspaceId = key.WorkspaceId,
        Detail = new Dictionary<string, string>
        {
            ["name"] = key.Name,
            ["scopes"] = string.Join(' ', key.Scopes),
            ["expires_at"] = key.ExpiresAt?.ToString("O") ?? "never",
            ["allowed_networks"] = key.AllowedAddresses.Length.ToString(CultureInfo.InvariantCulture),
        },
    };

    private static string[] ReadAddresses(IReadOnlyList<string> texts, ErrorBag errors)
    {
        if (texts.Count > AllowedNetwork.Most)
        {
            errors.Add("allowed_addresses", $"has {texts.Count} entries of {AllowedNetwork.Most}");
            return [];
        }

        List<string> networks = [];
        for (var i = 0; i < texts.Count; i++)
        {
            if (AllowedNetwork.Read(texts[i], out var problem) is { } network)
            {
                networks.Add(network);
            }
            else
            {
                errors.Add($"allowed_addresses[{i}]", problem);
            }
        }

        return [.. networks.Distinct(StringComparer.Ordinal)];
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
