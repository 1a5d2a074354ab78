using ContentMultiplier.Contracts.Metrics;
using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Publishing;

/// <summary>Some publications of one account whose numbers are wanted, and what was read of them so far.</summary>
public sealed class MetricsContext
{
    /// <summary>A delivery is not held for longer; what is left over is asked for again.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(40);

    private readonly Dictionary<Guid, PublicationMetrics> _told = [];
    private readonly TimeProvider _time;
    private readonly long _started;

    internal MetricsContext(CollectMetrics request, AccountCredential credential, TimeProvider time)
    {
        Publications = request.Publications;
        Credential = credential;
        _time = time;
        _started = time.GetTimestamp();
    }

    /// <summary>All of them; see <see cref="Pending"/>.</summary>
    public IReadOnlyList<MeasuredPublication> Publications { get; }

    public AccountCredential Credential { get; }

    /// <summary>Those that nothing was told of yet: not all of them when the collector is called again with a fresh token.</summary>
    public IReadOnlyList<MeasuredPublication> Pending
        => [.. Publications.Where(publication => !_told.ContainsKey(publication.PublicationId))];

    internal IReadOnlyCollection<PublicationMetrics> Told => _told.Values;

    /// <summary>How long ago it was published.</summary>
    public TimeSpan AgeOf(MeasuredPublication publication) => _time.GetUtcNow() - publication.PublishedAt;

    public void Collected(MeasuredPublication publication, MetricValues values)
        => Tell(publication, MetricsStates.Collected, null, values);

    /// <summary>The platform does not have the post any more.</summary>
    public void Gone(MeasuredPublication publication, string detail) => Tell(publication, MetricsStates.Gone, detail);

    /// <summary>The platform gives no numbers of such a post or account.</summary>
    public void Unsupported(MeasuredPublication publication, string detail) => Tell(publication, MetricsStates.Unsupported, detail);

    /// <summary>It could not be read this time.</summary>
    public void Failed(MeasuredPublication publication, string detail) => Tell(publication, MetricsStates.Failed, detail);

    /// <summary>The platform wants to be asked later, or there was no time left.</summary>
    public void Postponed(MeasuredPublication publication, string detail, DateTimeOffset? notBefore = null)
        => Tell(publication, MetricsStates.Postponed, detail, notBefore: notBefore);

    /// <summary>
    /// For platforms that are asked about one post at a time. A post that is not there is gone, one that is refused has failed, and the
    /// others are read all the same; a token that died or a 429 ends it, because the next call would hear the same.
    /// </summary>
    public async Task EachAsync(Func<MeasuredPublication, CancellationToken, Task<MetricValues>> read, CancellationToken cancellationToken)
    {
        foreach (var publication in Pending)
        {
            if (_time.GetElapsedTime(_started) > Longest)
            {
                Postponed(publication, "There was no time left for it.", _time.GetUtcNow());
                continue;
            }

            try
            {
                Collected(publication, await read(publication, cancellationToken));
            }
            catch (PlatformRefusedException refusal) when (refusal.Category == FailureCategories.NotFound)
            {
                Gone(publication, refusal.Message);
            }
            catch (PlatformRefusedException refusal) when (refusal.Category is not (FailureCategories.Unauthorized or FailureCategories.RateLimited))
            {
                Failed(publication, refusal.Message);
            }
        }
    }

    /// <summary>
    /// Asks for several metrics at once, and for each alone when the platform refuses the whole question because of one: that one is left
    /// out, and the others are told.
    /// </summary>
    /// <param name="metrics">The platform's names.</param>
    /// <param name="ask">Asks for the names it is given.</param>
    /// <returns>One answer, or one for each metric that was not refused.</returns>
    public static async Task<IReadOnlyList<T>> WithoutRefusedAsync<T>(IReadOnlyList<string> metrics, Func<IReadOnlyList<string>, Task<T>> ask)
    {
        try
        {
            return [await ask(metrics)];
        }
        catch (PlatformRefusedException refusal) when (refusal.Category == FailureCategories.InvalidContent)
        {
            if (metrics.Count == 1)
            {
                return [];
            }
        }

        List<T> answers = [];
        foreach (var metric in metrics)
        {
            answers.AddRange(await WithoutRefusedAsync([metric], ask));
        }

        return answers;
    }

    private void Tell(
        MeasuredPublication publication, string state, string? detail, MetricValues? values = null, DateTimeOffset? notBefore = null)
    {
        var told = new PublicationMetrics
        {
            PublicationId = publication.PublicationId,
            AgeSeconds = publication.AgeSeconds,
            State = state,
            Detail = detail is null ? null : Credential.Mask.Clean(detail),
            RetryNotBefore = notBefore,
        };
        _told[publication.PublicationId] = values is null ? told : told with { Values = values.Values, Own = values.Own };
    }
}
