using System.Threading.Channels;

namespace ContentMultiplier.Results.Live;

/// <param name="Since">Where they begin: who has not seen all of that reads for itself.</param>
/// <param name="Upto">What has been seen with them.</param>
/// <param name="IsHeartbeat">Nothing happened, and that is the news.</param>
internal sealed record LiveBatch(IReadOnlyList<LiveChange> Changes, Position? Since, Position? Upto, bool IsHeartbeat = false);

/// <summary>
/// What one stream waits for. The channel is short: a reader that is slower than the changes loses batches, finds out by where
/// the next one begins, and reads what is missing from the database at its own pace.
/// </summary>
internal sealed class LiveSubscription(LiveHub hub, Guid workspaceId, Guid? postId) : IDisposable
{
    private const int Capacity = 4;

    private readonly Channel<LiveBatch> _batches = Channel.CreateBounded<LiveBatch>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, SingleWriter = true });

    private int _missed;

    public Guid WorkspaceId => workspaceId;
    public Guid? PostId => postId;
    public ChannelReader<LiveBatch> Batches => _batches.Reader;

    /// <summary>Up to where the feed has offered everything; null before its first look for this one. The feed's alone.</summary>
    public Position? Offered { get; set; }

    public bool Wants(LiveChange change) => change.WorkspaceId == workspaceId && (postId is null || change.PostId == postId);

    public void Offer(LiveBatch batch)
    {
        if (!_batches.Writer.TryWrite(batch) && !batch.IsHeartbeat)
        {
            Interlocked.Exchange(ref _missed, 1);
        }
    }

    /// <summary>True once after a batch was lost.</summary>
    public bool HasMissed() => Interlocked.Exchange(ref _missed, 0) == 1;

    public void End() => _batches.Writer.TryComplete();

    public void Dispose() => hub.Remove(this);
}
