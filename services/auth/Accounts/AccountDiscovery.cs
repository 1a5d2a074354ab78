using ContentMultiplier.Auth.Connections;
using ContentMultiplier.Contracts.Accounts;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Messaging;
using MassTransit;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Auth.Accounts;

/// <summary>Asks the platform's worker which accounts a credential opens. This is also how a secret is verified.</summary>
internal sealed partial class AccountDiscovery(IPlatformRequests workers, ILogger<AccountDiscovery> logger)
{
    /// <param name="connectionId">What the worker leases: a credential in the making, or an account.</param>
    public async Task<DiscoveryOutcome> FindAsync(
        string platform, Guid workspaceId, Guid connectionId, CancellationToken cancellationToken)
    {
        var question = new DiscoverAccounts { Platform = platform, WorkspaceId = workspaceId, ConnectionId = connectionId };
        try
        {
            return await workers.AskAsync<DiscoverAccounts, AccountsDiscovered>(question, cancellationToken) is { } answer
                ? Read(answer)
                : new(null, Problems.Unavailable("no_worker", $"No publisher of '{platform}' is running."));
        }
        catch (TimeoutException)
        {
            return new(null, Problems.Problem(
                StatusCodes.Status504GatewayTimeout, "worker_timeout", "The platform's publisher did not answer in time.", "Try again."));
        }
        catch (RequestException failed)
        {
            LogFailed(platform, failed.GetType().Name);
            return new(null, ConnectionProblems.PlatformUnavailable("The platform's publisher could not do it."));
        }
    }

    private static DiscoveryOutcome Read(AccountsDiscovered answer) => answer switch
    {
        { Category: FailureCategories.Unauthorized or FailureCategories.Forbidden or FailureCategories.NotFound or FailureCategories.InvalidContent } =>
            new(null, Problems.Problem(
                StatusCodes.Status422UnprocessableEntity, "credential_refused", "The platform refused the credential.", answer.Detail))
            {
                RefusedBecause = answer.Detail ?? "The platform refused the credential.",
            },
        { Category: not null } => new(null, ConnectionProblems.PlatformUnavailable(answer.Detail ?? answer.Category)),
        { Accounts.Count: 0 } => new(null, Problems.Problem(
            StatusCodes.Status422UnprocessableEntity, "no_accounts", "The credential opens no account that can be published to.")),
        _ => new([.. answer.Accounts.DistinctBy(account => account.ExternalId)], null) { GrantedScopes = answer.GrantedScopes },
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The publisher of {Platform} failed to find accounts: {Error}")]
    private partial void LogFailed(string platform, string error);
}

/// <summary>Accounts, or why there are none.</summary>
internal sealed record DiscoveryOutcome(IReadOnlyList<DiscoveredAccount>? Accounts, ProblemHttpResult? Problem)
{
    /// <summary>Set only when the platform itself said no to the credential.</summary>
    public string? RefusedBecause { get; init; }

    /// <summary>What the user really allowed, where the worker had to ask for it.</summary>
    public IReadOnlyList<string>? GrantedScopes { get; init; }
}
