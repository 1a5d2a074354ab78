using ContentMultiplier.ServiceDefaults.Persistence;
using ContentMultiplier.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace ContentMultiplier.ServiceDefaults.Tests;

/// <summary>When a pump looks: at the time it was told, earlier when it is woken, and now and then by itself.</summary>
public sealed class DuePumpTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _clock = new();
    private CountingPump _pump = null!;

    [SetUp]
    public void SetUp() => _pump = new CountingPump(_clock);

    [TearDown]
    public async Task StopAsync()
    {
        await _pump.StopAsync(CancellationToken.None);
        _pump.Dispose();
    }

    [Test]
    public async Task It_sleeps_until_the_next_thing_is_due()
    {
        _pump.Next = _clock.GetUtcNow().AddSeconds(3);
        await StartAsync();

        _clock.Advance(TimeSpan.FromSeconds(2.9));
        Assert.That(_pump.Looks, Is.EqualTo(1));

        _clock.Advance(TimeSpan.FromSeconds(0.1));
        await LooksAsync(2);
    }

    [Test]
    public async Task It_looks_by_itself_when_nothing_is_due()
    {
        await StartAsync();

        _clock.Advance(CountingPump.Idle);

        await LooksAsync(2);
    }

    [Test]
    public async Task It_is_woken_by_something_earlier()
    {
        _pump.Next = _clock.GetUtcNow().AddSeconds(4);
        await StartAsync();

        _pump.Wake(_clock.GetUtcNow().AddSeconds(2));

        await LooksAsync(2);
    }

    [Test]
    public async Task It_is_woken_at_once_without_a_time()
    {
        await StartAsync();

        _pump.Wake();

        await LooksAsync(2);
    }

    [Test]
    public async Task It_is_not_woken_by_something_later()
    {
        _pump.Next = _clock.GetUtcNow().AddSeconds(4);
        await StartAsync();

        _pump.Wake(_clock.GetUtcNow().AddSeconds(60));
        _clock.Advance(TimeSpan.FromSeconds(3));

        Assert.That(_pump.Looks, Is.EqualTo(1));
    }

    [Test]
    public async Task What_is_written_while_it_looks_is_not_slept_over()
    {
        _pump.DuringFirstLook = () => _pump.Wake(_clock.GetUtcNow().AddSeconds(1));

        await StartAsync();

        await LooksAsync(2);
    }

    [Test]
    public async Task It_looks_again_a_second_after_it_stumbled()
    {
        _pump.DuringFirstLook = () => throw new TimeoutException("the database is away");
        await StartAsync();

        _clock.Advance(TimeSpan.FromSeconds(1));

        await LooksAsync(2);
    }

    /// <summary>Started, and asleep for the first time.</summary>
    private async Task StartAsync()
    {
        await _pump.StartAsync(CancellationToken.None);
        await Eventually.BecomesTrueAsync(() => _clock.WaitingTimers > 0 && _pump.Looks > 0, Patience);
    }

    private Task LooksAsync(int times) => Eventually.BecomesTrueAsync(() => _pump.Looks >= times, Patience);

    private sealed class CountingPump(TimeProvider clock) : DuePump(clock, NullLogger.Instance)
    {
        public static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

        private int _looks;

        public int Looks => Volatile.Read(ref _looks);

        public DateTimeOffset? Next { get; set; }

        public Action? DuringFirstLook { get; set; }

        protected override TimeSpan IdleLimit => Idle;

        protected override Task<DateTimeOffset?> PumpAsync(CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _looks) == 1)
            {
                DuringFirstLook?.Invoke();
            }

            return Task.FromResult(Next);
        }
    }
}
