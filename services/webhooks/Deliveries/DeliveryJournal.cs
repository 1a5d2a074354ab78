using System.Threading.Channels;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using ContentMultiplier.Webhooks.Events;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContentMultiplier.Webhooks.Deliveries;

/// <summary>Writes down what became of deliveries: whatever ends while one transaction is written goes together into the next.</summary>
internal sealed partial class DeliveryJournal(
    NpgsqlDataSource dataSource, EventLog events, Outbox outbox, IOptions<WebhookOptions> options, TimeProvider clock, ILogger<DeliveryJournal> logger)
    : BackgroundService
{
    private const int Most = 200;
    private const int Attempts = 5;
    private readonly Channel<Entry> _entries = Channel.CreateUnbounded<Entry>(new() { SingleReader = true });

    /// <returns>When it is tried again; null when it is over.</returns>
    public Task<DateTimeOffset?> WriteAsync(Finished finished)
    {
        var next = finished.Outcome is { IsSuccess: true } or { IsGone: true } or { Problem: SendOutcome.EndpointDisabled }
            ? null
            : RetryPolicy.NextAfter(finished.Delivery.Tries, finished.Outcome.RetryAfter, Random.Shared.NextDouble());
        var entry = new Entry(new Record(finished.Delivery, finished.Outcome, clock.GetUtcNow() + next));
        return _entries.Writer.TryWrite(entry) ? entry.Written.Task : Task.FromException<DateTimeOffset?>(new OperationCanceledException());
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _entries.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
    }

    /// <summary>It ends when its entries do, whoever asks it to stop.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<Entry> entries = [];
        while (await _entries.Reader.WaitToReadAsync(CancellationToken.None))
        {
            entries.Clear();
            while (entries.Count < Most && _entries.Reader.TryRead(out var entry))
            {
                entries.Add(entry);
            }

            await SettleAsync(entries);
        }
    }

    private async Task SettleAsync(List<Entry> entries)
    {
        List<Record> records = [.. entries.Select(entry => entry.Record)];
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await WriteAsync(records, CancellationToken.None);
                entries.ForEach(entry =>
                {
                    WebhookInstruments.Ended(entry.Record);
                    entry.Written.TrySetResult(entry.Record.NextTryAt);
                });
                return;
            }
            catch (Exception exception) when (attempt < Attempts)
            {
                LogAgain(logger, exception.GetType().Name, exception.Message);
            }
            catch (Exception exception)
            {
                entries.ForEach(entry => entry.Written.TrySetException(exception));
                return;
            }
        }
    }

    private async Task WriteAsync(IReadOnlyList<Record> records, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var session = await dataSource.BeginAsync(Tenant.System, cancellationToken);
        List<Health> health = [];
        await using (var write = session.Batch())
        {
            JournalRows.AddTo(write, records, now);
            await using var reader = await session.ReadAsync(write, cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                health.Add(new Health(
                    reader.GetGuid(0), reader.GetGuid(1), reader.GetFieldValue<DateTimeOffset?>(2), reader.GetFieldValue<DateTimeOffset?>(3)));
            }
        }

        var verdicts = new Verdicts(session, events, outbox, options.Value.WarnAfter, now);
        await verdicts.ReachAsync(health, [.. records.Where(record => record.Outcome.IsGone).Select(record => record.Delivery.EndpointId)], cancellationToken);
        await session.CommitAsync(cancellationToken);
        verdicts.Committed();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What became of deliveries could not be written ({Error}: {Message}); trying again")]
    private static partial void LogAgain(ILogger logger, string error, string message);

    private sealed record Entry(Record Record)
    {
        public TaskCompletionSource<DateTimeOffset?> Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <param name="NextTryAt">Null when it is over.</param>
internal sealed record Record(ClaimedDelivery Delivery, SendOutcome Outcome, DateTimeOffset? NextTryAt)
{
    public string State => Outcome.IsSuccess ? "delivered" : NextTryAt is null ? "failed" : "pending";

    public bool CountsAsFailure => Outcome is { IsSuccess: false, Problem: not SendOutcome.EndpointDisabled } && !Delivery.IsReplay;
}

internal sealed record Health(Guid EndpointId, Guid WorkspaceId, DateTimeOffset? FailingSince, DateTimeOffset? WarnedAt);
