using ContentMultiplier.Content;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Credentials;
using ContentMultiplier.Publishing.Ledger;
using ContentMultiplier.Publishing.Media;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Publishing.Attempts;

/// <summary>Runs one attempt and says how it ended.</summary>
internal sealed partial class PublicationRunner(
    PlatformDescriptor descriptor,
    IPublisher publisher,
    LedgerClient ledger,
    CredentialLeases leases,
    AccountPacing pacing,
    Turns turns,
    MediaSource media,
    TimeProvider time,
    IOptions<PublisherOptions> options,
    ILogger<PublicationRunner> logger)
{
    /// <param name="isRedelivered">Whether somebody had it before and did not say that it is done.</param>
    /// <returns>Null when the publication belongs to another attempt and nothing is to be said.</returns>
    /// <exception cref="OperationCanceledException">The worker stops and this attempt has not begun.</exception>
    public async Task<AttemptOutcome?> RunAsync(PublishPost message, bool isRedelivered, CancellationToken cancellationToken)
    {
        using var turn = await turns.TakeAsync();
        var startedAt = time.GetUtcNow();
        var end = new AttemptEnd(message, startedAt, time);
        if (startedAt > message.NotAfter)
        {
            return end.Failed(FailureCategories.Expired, "The time in which it was wanted has passed.", "Publish it again if it is still wanted.");
        }

        var contentType = message.ContentType ?? descriptor.Capabilities.ContentTypes[0];
        var errors = ContentCheck.Check(descriptor.Capabilities, contentType, message.Content, message.Options);
        if (errors.Count > 0)
        {
            return end.Failed(
                FailureCategories.InvalidContent,
                string.Join("; ", errors.Select(error => $"{error.Field}: {error.Message}")),
                "Change the content.");
        }

        if (pacing.NotBefore(CallKind.Create, message.AccountId) is { } notBefore)
        {
            return end.RateLimited(notBefore);
        }

        if (message.Content.Media.Count > 0 && pacing.NotBefore(CallKind.Upload, message.AccountId) is { } filesNotBefore)
        {
            return end.RateLimited(filesNotBefore) with { IsForOtherCalls = true };
        }

        var steps = new AttemptSteps(message, ledger, turn, time, options.Value);
        end.Steps = steps;
        try
        {
            if (isRedelivered || message.Attempt > 1)
            {
                // What ends the process before its first step leaves no trace but this.
                await steps.ClaimAtOnceAsync();
            }

            var credential = await leases.GetAsync(message.AccountId, message.WorkspaceId, cancellationToken);
            steps.Mask = text => credential.Mask.Clean(text);
            var context = new PublishContext(message, contentType, credential, steps, leases, media.For(contentType), time);
            var post = await PublishAsync(context, steps, cancellationToken);
            if (steps.Used is { } used)
            {
                pacing.Freeze(CallKind.Create, message.AccountId, used.Until, used.IsForApplication);
            }

            return steps.Ended is { } ended ? end.Of(ended) : end.Published(post);
        }
        catch (AttemptEndedException exception)
        {
            return Report(end, steps, message, exception);
        }
        catch (PlatformRefusedException refusal) when (steps.Ended is null)
        {
            pacing.Freeze(steps.Refused, message.AccountId, refusal);
            return end.Of(refusal) with { IsForOtherCalls = steps.Refused != CallKind.Create && !refusal.IsForEveryCall };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && steps.Fence == 0)
        {
            throw;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && steps.Ended is null)
        {
            return end.Of(AttemptEndedException.Unavailable("The worker stopped between two calls."));
        }
        catch (Exception exception)
        {
            return Report(end, steps, message, steps.Ended ?? FailureRules.NotSent(exception));
        }
    }

    private async Task<PublishedPost> PublishAsync(PublishContext context, AttemptSteps steps, CancellationToken cancellationToken)
    {
        PublishedPost post;
        try
        {
            post = await publisher.PublishAsync(context, cancellationToken);
        }
        catch (PlatformRefusedException refusal) when (IsOutsideOfSteps(refusal, steps))
        {
            // A read or an upload met a dead token. Running it all again is safe: finished steps are not called again.
            if (!await context.RefreshCredentialAsync())
            {
                throw;
            }

            post = await publisher.PublishAsync(context, cancellationToken);
        }

        if (!steps.HasAccepted || string.IsNullOrWhiteSpace(post.ExternalId))
        {
            throw new InvalidOperationException("A publisher returned without an accepted step or without the id of the post.");
        }

        return post;
    }

    private static bool IsOutsideOfSteps(PlatformRefusedException refusal, AttemptSteps steps)
        => refusal.Category == FailureCategories.Unauthorized
            && steps.Ended is null
            && !steps.HasRefused;

    private AttemptOutcome? Report(AttemptEnd end, AttemptSteps steps, PublishPost message, AttemptEndedException exception)
    {
        if (exception is { Category: FailureCategories.Internal, Result: not null })
        {
            var cause = (exception.InnerException ?? exception).ToString();
            LogFailedInside(message.PublicationId, message.Attempt, steps.Mask(cause));
        }

        return end.Of(exception);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Attempt {Attempt} of publication {PublicationId} failed inside the worker: {Cause}")]
    private partial void LogFailedInside(Guid publicationId, int attempt, string cause);
}
