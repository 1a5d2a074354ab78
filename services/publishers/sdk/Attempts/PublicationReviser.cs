using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Credentials;
using ContentMultiplier.Publishing.Ledger;
using Microsoft.Extensions.Logging;

namespace ContentMultiplier.Publishing.Attempts;

/// <summary>
/// Takes back or edits what stands at the platform. Doing that twice is harmless, so everything but a clear refusal is worth another
/// try. An account that the platform asked to wait is left alone until then. Results is asked before an edit is sent: what is told
/// a second time would bring back an older text.
/// </summary>
internal sealed partial class PublicationReviser(
    CredentialLeases leases,
    LedgerApi ledger,
    AccountPacing pacing,
    TimeProvider time,
    ILogger<PublicationReviser> logger,
    IRemover? remover = null,
    IEditor? editor = null)
{
    private const int LongestText = 1000;

    /// <returns>Null for a message whose time has passed, or that was heeded already; results sends another one where it wants it still.</returns>
    public async Task<PublicationRevised?> ReviseAsync(RevisePublication request, CancellationToken cancellationToken)
    {
        if (request.NotAfter < time.GetUtcNow())
        {
            return null;
        }

        return pacing.NotBefore(CallKind.Revision, request.AccountId) is { } notBefore
            ? Failed(request, FailureCategories.RateLimited, "The platform asked this account to wait.", isRetryable: true) with { RetryNotBefore = notBefore }
            : await TryAsync(request, cancellationToken);
    }

    private async Task<PublicationRevised?> TryAsync(RevisePublication request, CancellationToken cancellationToken)
    {
        Func<string, string> mask = text => text;
        try
        {
            var credential = await leases.GetAsync(request.AccountId, request.WorkspaceId, cancellationToken);
            mask = text => credential.Mask.Clean(text);
            if (request.Kind == RevisionKinds.Edit && !await MayEditAsync(request))
            {
                return null;
            }

            try
            {
                await ReviseAsync(request, credential, cancellationToken);
            }
            catch (PlatformRefusedException refusal) when (refusal.Category == FailureCategories.Unauthorized)
            {
                if (!await leases.RefreshAsync(request.AccountId, request.WorkspaceId, credential))
                {
                    throw;
                }

                await ReviseAsync(request, credential, cancellationToken);
            }

            return AnswerTo(request) with { IsDone = true };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (PlatformRefusedException refusal)
        {
            pacing.Freeze(CallKind.Revision, request.AccountId, refusal);
            return Failed(request, refusal.Category, mask(refusal.Message), refusal.IsRetryable) with
            {
                Action = refusal.Action,
                RetryNotBefore = refusal.RetryNotBefore,
            };
        }
        catch (AttemptEndedException end)
        {
            return Failed(request, end.Category, mask(end.Message), end.IsRetryable);
        }
        catch (Exception exception)
        {
            var end = FailureRules.NotSent(exception);
            if (end.Category == FailureCategories.Internal)
            {
                LogFailedInside(request.RevisionId, mask(exception.ToString()));
            }

            return Failed(request, end.Category, mask(end.Message), end.IsRetryable);
        }
    }

    private async Task<bool> MayEditAsync(RevisePublication request)
    {
        try
        {
            var answer = await ledger.AskAsync<BeginEditRequest, BeginEditResponse>(
                LedgerApi.Edits, new BeginEditRequest(request.RevisionId, request.Platform, request.Try));
            return answer.Granted;
        }
        catch (Exception exception)
        {
            throw AttemptEndedException.Unavailable("The ledger did not answer.", exception);
        }
    }

    private Task ReviseAsync(RevisePublication request, AccountCredential credential, CancellationToken cancellationToken)
    {
        var context = new RevisionContext(request, credential);
        return request.Kind switch
        {
            RevisionKinds.Removal when remover is not null => remover.RemoveAsync(context, cancellationToken),
            RevisionKinds.Edit when editor is not null && request.Text is { } text => editor.EditAsync(context, text, cancellationToken),
            _ => throw new PlatformRefusedException(FailureCategories.Forbidden, "This worker cannot do that at its platform.")
            {
                Action = "Do it at the platform itself.",
            },
        };
    }

    private static PublicationRevised Failed(RevisePublication request, string category, string detail, bool isRetryable) => AnswerTo(request) with
    {
        Category = category,
        Detail = detail.Length <= LongestText ? detail : string.Concat(detail.AsSpan(0, LongestText), "…"),
        Action = category == FailureCategories.Unauthorized ? "Reconnect the account, then ask again." : null,
        IsRetryable = isRetryable,
    };

    private static PublicationRevised AnswerTo(RevisePublication request) => new()
    {
        RevisionId = request.RevisionId,
        PublicationId = request.PublicationId,
        Try = request.Try,
        IsDone = false,
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "Revision {RevisionId} failed inside the worker: {Cause}")]
    private partial void LogFailedInside(Guid revisionId, string cause);
}
