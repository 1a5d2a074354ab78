using System.Text.Json;
using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Credentials;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Auth.Platforms;
using ContentMultiplier.Auth.Vault;
using ContentMultiplier.Contracts.Accounts;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Accounts;

/// <summary>
/// Another key for accounts that stay the same. The new one is kept beside the former one until the platform has said that it
/// opens the same accounts; only then it takes the place.
/// </summary>
internal sealed class RotateCredential(
    AuthDbContext db,
    PlatformCatalog catalog,
    CredentialVault vault,
    AccountDiscovery discovery,
    AccountStore store,
    AuditLog audit,
    TimeProvider clock)
{
    public static Task<Results<Ok<AccountResponse>, ProblemHttpResult>> HandleAsync(
        Guid account_id,
        RotateCredentialRequest request,
        CurrentUser user,
        RotateCredential rotate,
        CancellationToken cancellationToken) =>
        rotate.RunAsync(account_id, request, user, cancellationToken);

    private async Task<Results<Ok<AccountResponse>, ProblemHttpResult>> RunAsync(
        Guid accountId, RotateCredentialRequest request, CurrentUser user, CancellationToken cancellationToken)
    {
        Credential? former;
        await using (await db.BeginAsync(user.Tenant, cancellationToken))
        {
            former = await db.Credentials.AsNoTracking()
                .SingleOrDefaultAsync(
                    known => known.WorkspaceId == user.WorkspaceId
                        && db.Accounts.Any(account => account.Id == accountId && account.CredentialId == known.Id),
                    cancellationToken);
        }

        if (former is null)
        {
            return Problems.NotFound();
        }

        if (former.Fields is null || await catalog.FindAsync(former.Platform, cancellationToken) is not { } platform)
        {
            return Problems.Conflict(
                "not_fields", $"The account was connected by OAuth: start again at GET /api/publishing/auth/{former.Platform}.");
        }

        var fields = Merge(former, request.Fields);
        var errors = new ErrorBag();
        FieldCheck.Check(platform, fields, errors);
        if (errors.Any)
        {
            return Problems.Unprocessable(errors);
        }

        var credential = new Credential(user.WorkspaceId, user.UserId, platform.Slug, clock.GetUtcNow());
        credential.KeepFields(vault.Seal(
            JsonSerializer.Serialize(FieldCheck.Given(fields), JsonSerializerOptions.Default), credential.Place(Credential.FieldsColumn)));
        return await ReplaceAsync(accountId, former, credential, user, cancellationToken);
    }

    private Dictionary<string, string> Merge(Credential former, IReadOnlyDictionary<string, string> changes)
    {
        var fields = JsonSerializer.Deserialize<Dictionary<string, string>>(
            vault.Open(former.Fields!, former.Place(Credential.FieldsColumn)), JsonSerializerOptions.Default)!;
        foreach (var (name, value) in changes)
        {
            fields[name] = value;
        }

        return fields;
    }

    private async Task<Results<Ok<AccountResponse>, ProblemHttpResult>> ReplaceAsync(
        Guid accountId, Credential former, Credential credential, CurrentUser user, CancellationToken cancellationToken)
    {
        await using (var transaction = await db.BeginAsync(user.Tenant, cancellationToken))
        {
            db.Credentials.Add(credential);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        var replaced = false;
        try
        {
            var outcome = await discovery.FindAsync(credential.Platform, user.WorkspaceId, credential.Id, cancellationToken);
            if (outcome.Accounts is not { } found)
            {
                return outcome.Problem!;
            }

            var (account, problem) = await SwapAsync(accountId, former, credential, found, user, cancellationToken);
            replaced = problem is null;
            return problem is null ? TypedResults.Ok(account!) : problem;
        }
        finally
        {
            if (!replaced)
            {
                await DropAsync(user.Tenant, credential.Id, CancellationToken.None);
            }
        }
    }

    private async Task<(AccountResponse? Account, ProblemHttpResult? Problem)> SwapAsync(
        Guid accountId,
        Credential former,
        Credential credential,
        IReadOnlyList<DiscoveredAccount> found,
        CurrentUser user,
        CancellationToken cancellationToken)
    {
        db.ChangeTracker.Clear();
        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        var accounts = await db.Accounts.AsTracking()
            .Where(account => account.WorkspaceId == user.WorkspaceId && account.CredentialId == former.Id)
            .ToListAsync(cancellationToken);
        var opened = found.ToDictionary(account => account.ExternalId, StringComparer.Ordinal);
        var lost = accounts.Where(account => !opened.ContainsKey(account.ExternalId)).Select(account => account.Name).ToList();
        if (accounts.All(account => account.Id != accountId))
        {
            return (null, Problems.Conflict("changed_meanwhile", "The account was connected anew or disconnected meanwhile."));
        }

        if (lost.Count > 0)
        {
            return (null, Problems.Problem(
                StatusCodes.Status422UnprocessableEntity,
                "another_account",
                "The new key opens another account; the former one stays.",
                $"It does not open: {string.Join(", ", lost.Take(10))}. To connect another account, POST /api/publishing/credentials."));
        }

        var now = clock.GetUtcNow();
        var kept = await db.Credentials.AsTracking().SingleAsync(known => known.Id == credential.Id, cancellationToken);
        kept.Confirm(now);
        foreach (var account in accounts)
        {
            account.Connect(kept, opened[account.ExternalId], now);
            db.Publish(account.ToConnected());
        }

        await db.SaveChangesAsync(cancellationToken);
        await store.RemoveUnusedAsync([former.Id], cancellationToken);
        await audit.RecordAsync(
            db, [.. accounts.Select(account => AccountAudit.Of(AuditActions.CredentialRotated, account))], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (accounts.Single(account => account.Id == accountId).ToResponse(kept), null);
    }

    private async Task DropAsync(Tenant tenant, Guid credentialId, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(tenant, cancellationToken);
        await db.Credentials.Where(known => known.Id == credentialId && known.ConfirmedAt == null).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
