using ContentMultiplier.Contracts.Metrics;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Credentials;
using Microsoft.Extensions.Logging;

namespace ContentMultiplier.Publishing.Attempts;

/// <summary>
/// Reads the numbers of an account's posts and has a word on each of them, whatever happens. An account that the platform asked to wait
/// is not asked before; neither is its publishing held up by that nor its reading by a limit of creates, because platforms count them apart.
/// </summary>
internal sealed partial class MetricsReader(
    CredentialLeases leases,
    AccountPacing pacing,
    TimeProvider time,
    ILogger<MetricsReader> logger,
    IMetricsCollector? collector = null)
{
    public async Task<MetricsCollected> ReadAsync(CollectMetrics request, CancellationToken cancellationToken)
    {
        var told = pacing.NotBefore(CallKind.Read, request.AccountId) is { } waits
            ? All(request, MetricsStates.Postponed, "The platform asked to wait.", waits)
            : await AskAsync(request, cancellationToken);
        return new MetricsCollected { Platform = request.Platform, Publications = told, CollectedAt = time.GetUtcNow() };
    }

    private async Task<IReadOnlyList<PublicationMetrics>> AskAsync(CollectMetrics request, CancellationToken cancellationToken)
    {
        MetricsContext? context = null;
        Rest rest;
        try
        {
            var credential = await leases.GetAsync(request.AccountId, request.WorkspaceId, cancellationToken);
            context = new MetricsContext(request, credential, time);
            await CollectAsync(request, context, cancellationToken);
            rest = new(MetricsStates.Failed, "The platform said nothing about it.");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (PlatformRefusedException refusal) when (refusal.Category == FailureCategories.RateLimited)
        {
            pacing.Freeze(CallKind.Read, request.AccountId, refusal);
            rest = new(MetricsStates.Postponed, refusal.Message, refusal.RetryNotBefore);
        }
        catch (Exception exception)
        {
            rest = RestAfter(request, context, exception);
        }

        var told = context?.Told ?? [];
        var known = told.Select(metrics => metrics.PublicationId).ToHashSet();
        var detail = context?.Credential.Mask.Clean(rest.Detail) ?? rest.Detail;
        return [.. told, .. All(request, rest.State, detail, rest.NotBefore).Where(metrics => !known.Contains(metrics.PublicationId))];
    }

    private async Task CollectAsync(CollectMetrics request, MetricsContext context, CancellationToken cancellationToken)
    {
        if (collector is null)
        {
            throw new InvalidOperationException("This platform has no metrics collector.");
        }

        try
        {
            await collector.CollectAsync(context, cancellationToken);
        }
        catch (PlatformRefusedException refusal) when (refusal.Category == FailureCategories.Unauthorized)
        {
            if (!await leases.RefreshAsync(request.AccountId, request.WorkspaceId, context.Credential))
            {
                throw;
            }

            await collector.CollectAsync(context, cancellationToken);
        }
    }

    private Rest RestAfter(CollectMetrics request, MetricsContext? context, Exception exception)
    {
        if (exception is PlatformRefusedException or AttemptEndedException)
        {
            return new(MetricsStates.Failed, exception.Message);
        }

        var end = FailureRules.NotSent(exception);
        if (end.Category == FailureCategories.Internal)
        {
            LogFailedInside(request.AccountId, context?.Credential.Mask.Clean(exception.ToString()) ?? exception.GetType().Name);
        }

        return new(MetricsStates.Failed, end.Message);
    }

    private static IReadOnlyList<PublicationMetrics> All(CollectMetrics request, string state, string detail, DateTimeOffset? notBefore) =>
    [
        .. request.Publications.Select(publication => new PublicationMetrics
        {
            PublicationId = publication.PublicationId,
            AgeSeconds = publication.AgeSeconds,
            State = state,
            Detail = detail,
            RetryNotBefore = notBefore,
        }),
    ];

    [LoggerMessage(Level = LogLevel.Error, Message = "Reading the numbers of account {AccountId} failed inside the worker: {Cause}")]
    private partial void LogFailedInside(Guid accountId, string cause);

    private sealed record Rest(string State, string Detail, DateTimeOffset? NotBefore = null);
}
