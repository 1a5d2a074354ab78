using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Results.Live;

/// <summary>
/// Turns what a subscription brings into events. An event carries an id once everything up to it has been told: whoever comes
/// back with that id gets every later change, and none that was told under an earlier one.
/// </summary>
internal sealed class LiveStreams(LiveChanges changes, TimeProvider time, IOptions<LiveOptions> options, IOptions<JsonOptions> json)
{
    private JsonSerializerOptions Json => json.Value.SerializerOptions;

    /// <param name="since">From where a reader goes on; null for one that begins.</param>
    /// <param name="now">Where a beginner stands.</param>
    public async IAsyncEnumerable<SseItem<string>> OfWorkspaceAsync(
        LiveSubscription subscription, Position? since, Position now, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (since is null)
        {
            yield return Event(EventTypes.Ready, Text(new StreamEvent(time.GetUtcNow())), now);
        }

        await foreach (var told in FollowAsync(subscription, since ?? now, since is not null, cancellationToken))
        {
            yield return told.Change is { } change
                ? Event(EventTypes.Publication, change.Json(Json), told.Seen)
                : Event(EventTypes.Heartbeat, Text(new StreamEvent(time.GetUtcNow())), told.Seen);
        }
    }

    /// <param name="view">The post as it stood when the reader came.</param>
    public async IAsyncEnumerable<SseItem<string>> OfPostAsync(
        LiveSubscription subscription, Position? since, Position now, PostView view, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Who comes back may have missed that the post moved as a whole, and nobody knows where it stood for them.
        yield return since is null
            ? Event(EventTypes.Status, Text(view.ToResponse()), now)
            : Event(EventTypes.Post, Text(new PostEvent(view.PostId, view.Status)), seen: null);
        if (view.IsComplete)
        {
            yield return Event(EventTypes.Complete, Text(view.ToResponse()), now);
            yield break;
        }

        await foreach (var told in FollowAsync(subscription, since ?? now, since is not null, cancellationToken))
        {
            if (told.Change is not { } change)
            {
                yield return Event(EventTypes.Heartbeat, Text(new StreamEvent(time.GetUtcNow())), told.Seen);
                continue;
            }

            var isElsewhere = view.Take(change.Publication);
            yield return Event(EventTypes.Publication, change.Json(Json), told.Seen);
            if (isElsewhere)
            {
                yield return Event(EventTypes.Post, Text(new PostEvent(change.PostId, view.Status)), told.Seen);
            }

            if (view.IsComplete && told.Seen is { } seen)
            {
                yield return Event(EventTypes.Complete, Text(view.ToResponse()), seen);
                yield break;
            }
        }
    }

    /// <summary>A change, or nothing for a heartbeat; and the position once everything up to it is told.</summary>
    private async IAsyncEnumerable<(LiveChange? Change, Position? Seen)> FollowAsync(
        LiveSubscription subscription, Position position, bool isBehind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ends = time.GetUtcNow() + options.Value.MaxAge;
        while (true)
        {
            while (isBehind)
            {
                LiveInstruments.Resynchronised.Add(1);
                var page = await changes.SinceAsync(
                    Tenant.Workspace(subscription.WorkspaceId), [subscription.WorkspaceId], subscription.PostId, position, cancellationToken);
                foreach (var told in Tell(page.Changes, position, page.Upto))
                {
                    yield return told;
                }

                position = page.Upto;
                isBehind = !page.IsWhole;
            }

            if (time.GetUtcNow() >= ends || !await subscription.Batches.WaitToReadAsync(cancellationToken))
            {
                yield break;
            }

            while (!isBehind && subscription.Batches.TryRead(out var batch))
            {
                if (batch.IsHeartbeat)
                {
                    yield return (null, position);
                    continue;
                }

                isBehind = !position.Covers(batch.Since!);
                if (isBehind || position.Covers(batch.Upto!))
                {
                    continue;
                }

                foreach (var told in Tell(batch.Changes, position, batch.Upto!))
                {
                    yield return told;
                }

                position = batch.Upto!;
            }

            isBehind |= subscription.HasMissed();
        }
    }

    /// <summary>The changes that are news, in their order. Those of one transaction are seen together, with the last.</summary>
    private static IEnumerable<(LiveChange? Change, Position? Seen)> Tell(IReadOnlyList<LiveChange> changes, Position before, Position upto)
    {
        var news = changes.Where(change => !before.Covers(change.Transaction)).ToArray();
        for (var i = 0; i < news.Length; i++)
        {
            var isLast = i == news.Length - 1;
            var seen = isLast ? upto : news[i + 1].Transaction == news[i].Transaction ? null : upto.Until(news[i].Transaction);
            yield return (news[i], seen);
        }
    }

    private string Text<T>(T value) => JsonSerializer.Serialize(value, Json);

    private static SseItem<string> Event(string type, string data, Position? seen) => new(data, type) { EventId = seen?.ToString() };
}
