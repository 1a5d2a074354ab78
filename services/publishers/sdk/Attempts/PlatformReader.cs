using ContentMultiplier.Contracts.Accounts;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Credentials;
using Microsoft.Extensions.Logging;

namespace ContentMultiplier.Publishing.Attempts;

/// <summary>Reading the platform: what became of a step, and which accounts a credential opens. Reads may be repeated.</summary>
internal sealed partial class PlatformReader(
    CredentialLeases leases,
    ILogger<PlatformReader> logger,
    IReconciler? reconciler = null,
    IAccountDirectory? directory = null)
{
    public async Task<PublicationReconciled> ReconcileAsync(ReconcilePublication request, CancellationToken cancellationToken)
    {
        var answer = await ReadAsync(
            request.AccountId,
            request.WorkspaceId,
            (credential, ct) => reconciler?.FindAsync(new ReconcileContext(request, credential), ct)
                ?? Task.FromResult(ReconcileFinding.Blind("This platform cannot be read back.")),
            cancellationToken);
        var finding = answer.Value ?? ReconcileFinding.Unreadable(answer.Detail ?? "");

        return new PublicationReconciled
        {
            PublicationId = request.PublicationId,
            Reading = request.Reading,
            Step = request.Step,
            Finding = finding.Finding,
            Detail = finding.Detail,
            Found = finding.Finding == ReconcileFindings.Found
                ? new StepResult { Name = request.Step, State = StepStates.Accepted, Value = finding.Value, ExternalId = finding.ExternalId }
                : null,
        };
    }

    public async Task<AccountsDiscovered> DiscoverAsync(DiscoverAccounts request, CancellationToken cancellationToken)
    {
        // A connection in the making has no life of its own: the next question may be about a corrected key.
        leases.Drop(request.ConnectionId);
        var answer = await ReadAsync(
            request.ConnectionId, request.WorkspaceId, (credential, ct) => FindAccountsAsync(request, credential, ct), cancellationToken);
        leases.Drop(request.ConnectionId);

        return answer.Value ?? new AccountsDiscovered { Category = answer.Category, Detail = answer.Detail };
    }

    private async Task<AccountsDiscovered> FindAccountsAsync(
        DiscoverAccounts request, AccountCredential credential, CancellationToken cancellationToken)
    {
        if (directory is null)
        {
            throw new InvalidOperationException("This platform has no account directory.");
        }

        var accounts = await directory.FindAsync(credential, cancellationToken);
        if (credential.AccountExternalId is null && credential.AccountTokens.Count > 0)
        {
            await leases.KeepAccountTokensAsync(request.ConnectionId, request.WorkspaceId, credential.AccountTokens, cancellationToken);
        }

        return new AccountsDiscovered { Accounts = accounts, GrantedScopes = credential.GrantedScopes };
    }

    private async Task<Answer<T>> ReadAsync<T>(
        Guid accountId, Guid workspaceId, Func<AccountCredential, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
        where T : class
    {
        Func<string, string> mask = text => text;
        try
        {
            var credential = await leases.GetAsync(accountId, workspaceId, cancellationToken);
            mask = text => credential.Mask.Clean(text);
            try
            {
                return new(await read(credential, cancellationToken));
            }
            catch (PlatformRefusedException refusal) when (refusal.Category == FailureCategories.Unauthorized)
            {
                if (!await leases.RefreshAsync(accountId, workspaceId, credential))
                {
                    throw;
                }

                return new(await read(credential, cancellationToken));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (PlatformRefusedException refusal)
        {
            return new(null, refusal.Category, mask(refusal.Message));
        }
        catch (AttemptEndedException exception)
        {
            return new(null, exception.Category, mask(exception.Message));
        }
        catch (Exception exception)
        {
            var end = FailureRules.NotSent(exception);
            if (end.Category == FailureCategories.Internal)
            {
                LogFailedInside(accountId, mask(exception.ToString()));
            }

            return new(null, end.Category, mask(end.Message));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Reading the platform for account {AccountId} failed inside the worker: {Cause}")]
    private partial void LogFailedInside(Guid accountId, string cause);

    private sealed record Answer<T>(T? Value, string? Category = null, string? Detail = null);
}
