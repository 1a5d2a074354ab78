using System.Text.Json;
using System.Text.RegularExpressions;
using ContentMultiplier.Auth.Credentials;
using ContentMultiplier.Auth.Platforms;
using ContentMultiplier.Auth.Vault;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.Contracts.Platforms;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Auth.Accounts;

/// <summary>Connects an account by a key, an address, or whatever else the platform's worker announced as its fields.</summary>
internal static class ConnectWithFields
{
    private const int MaxValue = 4096;
    private static readonly TimeSpan PatternLimit = TimeSpan.FromMilliseconds(200);

    public static async Task<Results<Created<ConnectedAccountsResponse>, ProblemHttpResult>> HandleAsync(
        ConnectCredentialRequest request,
        CurrentUser user,
        PlatformCatalog catalog,
        CredentialVault vault,
        AccountConnection accounts,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var errors = new ErrorBag();
        var platform = await catalog.FindAsync(request.Platform, cancellationToken);
        if (platform is null)
        {
            errors.Add("platform", "is not among GET /api/publishing/platforms");
        }
        else if (platform.Credentials.Kind != CredentialKinds.Fields)
        {
            errors.Add("platform", $"is connected by OAuth: GET /api/publishing/auth/{platform.Slug}");
        }
        else
        {
            Check(platform, request.Fields, errors);
        }

        if (errors.Any)
        {
            return Problems.Unprocessable(errors);
        }

        var credential = new Credential(user.WorkspaceId, user.UserId, platform!.Slug, clock.GetUtcNow());
        credential.KeepFields(vault.Seal(
            JsonSerializer.Serialize(request.Fields, JsonSerializerOptions.Default), credential.Place(Credential.FieldsColumn)));
        var outcome = await accounts.ConnectAsync(credential, cancellationToken);
        return outcome.Connected is { } connected
            ? TypedResults.Created("/api/publishing/credentials", connected)
            : outcome.Problem!;
    }

    /// <summary>Says what is wrong with a value, and never the value.</summary>
    private static void Check(KnownPlatform platform, IReadOnlyDictionary<string, string> values, ErrorBag errors)
    {
        foreach (var field in platform.Credentials.Fields)
        {
            var path = $"fields.{field.Name}";
            if (!values.TryGetValue(field.Name, out var value) || string.IsNullOrWhiteSpace(value))
            {
                errors.Add(path, $"is required: {field.Label}");
            }
            else if (value.Length > MaxValue)
            {
                errors.Add(path, $"is longer than {MaxValue} characters");
            }
            else if (!Matches(value, field.Pattern))
            {
                errors.Add(path, $"does not have the form of: {field.Label}" + (field.Hint is null ? "" : $" ({field.Hint})"));
            }
        }

        foreach (var unknown in values.Keys.Except(platform.Credentials.Fields.Select(field => field.Name), StringComparer.Ordinal).Take(20))
        {
            errors.Add(
                unknown.Length <= 64 ? $"fields.{unknown}" : "fields",
                $"is none of: {string.Join(", ", platform.Credentials.Fields.Select(field => field.Name))}");
        }
    }

    private static bool Matches(string value, string? pattern)
    {
        try
        {
            return pattern is null || Regex.IsMatch(value, $@"\A(?:{pattern})\z", RegexOptions.CultureInvariant, PatternLimit);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
