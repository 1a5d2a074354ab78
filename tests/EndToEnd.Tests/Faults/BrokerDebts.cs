using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Local.Databases;
using Npgsql;

namespace ContentMultiplier.EndToEnd.Tests.Faults;

/// <summary>
/// How much work a broker that is away makes: the most rows that were unsent at a time, and the publishes that it left unanswered, each
/// of which has to be repeated.
/// </summary>
internal sealed class BrokerDebts : IAsyncDisposable
{
    /// <summary>As every outbox logs it, once for each.</summary>
    private const string Unanswered = "The broker did not confirm a `";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _end = new();
    private readonly SuiteUnderTest _suite;
    private readonly int _unansweredBefore;
    private readonly Task _watching;

    private BrokerDebts(SuiteUnderTest suite, int unansweredBefore)
    {
        _suite = suite;
        _unansweredBefore = unansweredBefore;
        _watching = CountUnsentAsync();
    }

    /// <summary>The most rows of all outboxes together, until now.</summary>
    public int Unsent { get; private set; }

    public static async Task<BrokerDebts> WatchAsync(SuiteUnderTest suite) => new(suite, await CountUnansweredAsync(suite));

    /// <summary>By all processes together.</summary>
    public async Task<int> RepublishedAsync() => await CountUnansweredAsync(_suite) - _unansweredBefore;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching;
        _end.Dispose();
    }

    private static async Task<int> CountUnansweredAsync(SuiteUnderTest suite)
    {
        var count = 0;
        foreach (var service in DatabaseRoles.Services)
        {
            await using var log = new FileStream(suite.Processes.Suite.LogOf(service), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(log);
            while (await reader.ReadLineAsync() is { } line)
            {
                count += line.Contains(Unanswered, StringComparison.Ordinal) ? 1 : 0;
            }
        }

        return count;
    }

    private async Task CountUnsentAsync()
    {
        List<NpgsqlConnection> outboxes = [];
        try
        {
            foreach (var service in DatabaseRoles.Services)
            {
                outboxes.Add(new NpgsqlConnection(_suite.Processes.Postgres.AdministratorOf(_suite.Processes.DatabaseOf(service))));
                await outboxes[^1].OpenAsync();
            }

            while (!_end.IsCancellationRequested)
            {
                var unsent = 0L;
                foreach (var outbox in outboxes)
                {
                    await using var count = new NpgsqlCommand("select count(*) from outbox_messages", outbox);
                    unsent += (long)(await count.ExecuteScalarAsync())!;
                }

                Unsent = Math.Max(Unsent, (int)unsent);
                await Task.Delay(Pause, TimeProvider.System, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            foreach (var outbox in outboxes)
            {
                await outbox.DisposeAsync();
            }
        }
    }
}
