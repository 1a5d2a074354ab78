using System.Threading.Channels;

namespace ContentMultiplier.Publishing.Ledger;

/// <summary>Gathers what many callers want at nearly the same moment and does it at once for all.</summary>
/// <param name="most">Most items of one batch.</param>
/// <param name="window">
/// How long the first item of a batch waits for others; <see cref="Crowd"/> times as long while another batch is on its way, which says
/// that more are coming.
/// </param>
/// <param name="inFlight">Batches on their way at the same time; while all are, items gather.</param>
/// <param name="send">Settles every item of the batch, by an exception at worst.</param>
internal sealed class Coalescer<TItem> : IAsyncDisposable
{
    private const int Crowd = 2;

    private readonly Channel<TItem> _items = Channel.CreateUnbounded<TItem>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Func<IReadOnlyList<TItem>, Task> _send;
    private readonly SemaphoreSlim _slots;
    private readonly TimeSpan _window;
    private readonly int _most;
    private readonly int _inFlight;
    private readonly Task _pump;

    public Coalescer(int most, TimeSpan window, int inFlight, Func<IReadOnlyList<TItem>, Task> send)
    {
        _most = most;
        _window = window;
        _inFlight = inFlight;
        _send = send;
        _slots = new SemaphoreSlim(inFlight, inFlight);
        _pump = PumpAsync();
    }

    public void Add(TItem item) => ObjectDisposedException.ThrowIf(!_items.Writer.TryWrite(item), this);

    public async ValueTask DisposeAsync()
    {
        _items.Writer.TryComplete();
        await _pump;
        for (var slot = 0; slot < _inFlight; slot++)
        {
            await _slots.WaitAsync();
        }

        _slots.Dispose();
    }

    private async Task PumpAsync()
    {
        while (await _items.Reader.WaitToReadAsync())
        {
            var batch = new List<TItem>();
            Drain(batch);
            if (batch.Count < _most)
            {
                await Task.Delay(_slots.CurrentCount == _inFlight ? _window : _window * Crowd);
                Drain(batch);
            }

            await _slots.WaitAsync();
            Drain(batch);
            _ = SendAsync(batch);
        }
    }

    private void Drain(List<TItem> batch)
    {
        while (batch.Count < _most && _items.Reader.TryRead(out var item))
        {
            batch.Add(item);
        }
    }

    private async Task SendAsync(List<TItem> batch)
    {
        try
        {
            await _send(batch);
        }
        finally
        {
            _slots.Release();
        }
    }
}
