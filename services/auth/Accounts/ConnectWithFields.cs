using System.Text.Json;
using ContentMultiplier.Auth.Credentials;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Auth.Platforms;
using ContentMultiplier.Auth.Repetition;
using ContentMultiplier.Auth.Vault;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ContentMultiplier.Auth.Accounts;

/// <summary>Connects an account by a key, an address, or whatever else the platform's worker announced as its fields.</summary>
internal static class ConnectWithFields
{
    public static Task<Results<Created<ConnectedAccountsResponse>, Ok<ConnectedAccountsResponse>, ProblemHttpResult>> HandleAsync(
        ConnectCredentialRequest request,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        CurrentUser user,
        AuthDbContext db,
        PlatformCatalog catalog,
        FieldDefaults defaults,
        CredentialVault vault,
        AccountConnection accounts,
        RepeatableRequests repeatable,
        TimeProvider clock,
        CancellationToken cancellationToken) =>
        repeatable.OnceAsync<ConnectCredentialRequest, ConnectedAccountsResponse,
            Results<Created<ConnectedAccountsResponse>, Ok<ConnectedAccountsResponse>, ProblemHttpResult>>(
            idempotencyKey,
            user,
            "connect",
            request,
            once => ConnectAsync(request, user, db, catalog, defaults, vault, accounts, clock, once, cancellationToken),
            created => created,
            problem => problem,
            cancellationToken);

    private static async Task<Results<Created<ConnectedAccountsResponse>, Ok<ConnectedAccountsResponse>, ProblemHttpResult>> ConnectAsync(
        ConnectCredentialRequest request,
        CurrentUser user,
        AuthDbContext db,
        PlatformCatalog catalog,
        FieldDefaults defaults,
        CredentialVault vault,
        AccountConnection accounts,
        TimeProvider clock,
        OnceOnly? once,
        CancellationToken cancellationToken)
    {
        var errors = new ErrorBag();
        var fields = request.Fields;
        var platform = await catalog.FindAsync(request.Platform, cancellationToken);
        if (platform is null)
        {
            errors.Add("platform", "is not among GET /api/publishing/platforms");
        }
        else if (platform.Credentials.Fields.Count == 0)
        {
            errors.Add("platform", $"is connected by OAuth: GET /api/publishing/auth/{platform.Slug}");
        }
        else
        {
            fields = await defaults.FillAsync(db, platform, fields, user.WorkspaceId, cancellationToken);
            FieldCheck.Check(platform, fields, errors);
        }

        if (errors.Any)
        {
            return Problems.Unprocessable(errors);
        }

        var credential = new Credential(user.WorkspaceId, user.UserId, platform!.Slug, clock.GetUtcNow());
        credential.KeepFields(vault.Seal(
            JsonSerializer.Serialize(FieldCheck.Given(fields), JsonSerializerOptions.Default), credential.Place(Credential.FieldsColumn)));
        var outcome = await accounts.ConnectAsync(
            credential,
            platform,
            cancellationToken,
            // Accounts to choose from are no account yet: asked for again, they are looked up again.
            (connected, ct) => once is null || connected.ConnectionId is not null ? Task.CompletedTask : once.KeepAsync(db, Created(connected), ct));
        return outcome.Connected switch
        {
            null => outcome.Problem!,
            { ConnectionId: not null } choices => TypedResults.Ok(choices),
            var connected => Created(connected),
        };
    }

    private static Created<ConnectedAccountsResponse> Created(ConnectedAccountsResponse connected) =>
        TypedResults.Created("/api/publishing/credentials", connected);
}
