using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;
using ContentMultiplier.ServiceDefaults.Persistence;
using ContentMultiplier.ServiceDefaults.Telemetry;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ContentMultiplier.ServiceDefaults.Messaging;

/// <summary>
/// Sends what the outbox owes. Numbered, because the order is the guarantee:
/// <list type="number">
/// <item>Rows come in memory after their commit; a sweep finds the ones whose owner died or gave up.</item>
/// <item>Each is published with its own id, mandatory, and a limit of eight seconds (a publish was seen to hang for ever after a broker kill).</item>
/// <item>Confirmed rows are deleted together; a crash before that sends them twice under the same id, which receivers bear.</item>
/// <item>The first time-out opens the breaker: one row probes until the broker answers, the others wait where they are.</item>
/// <item>A row that no queue takes waits by itself; it says nothing about the broker.</item>
/// </list>
/// </summary>
public sealed partial class OutboxDispatcher(
    NpgsqlDataSource database, IBus bus, TimeProvider time, ILogger<OutboxDispatcher> logger) : BackgroundService
{
    internal static readonly TimeSpan PublishLimit = TimeSpan.FromSeconds(8);
    private const int BatchSize = 100;
    private const int Senders = 4;
    private static readonly TimeSpan StrikeOffPause = TimeSpan.FromMilliseconds(50);

    /// <summary>Most rows kept in memory; the rest stay in the table and are swept.</summary>
    private const int Capacity = 20_000;

    private const string Delete = "delete from outbox_messages where id = any($1)";

    private const string Postpone = "update outbox_messages set owned_until = clock_timestamp() + interval '5 seconds' where id = any($1)";

    /// <summary>The clock is read once, so that the index on the time ends the search.</summary>
    private const string Sweep = """
        update outbox_messages set owned_until = clock_timestamp() + interval '20 seconds'
        where id = any(array(
            select id from outbox_messages where owned_until < (select clock_timestamp())
            order by owned_until limit $1 for update skip locked))
        returning id, type, body, trace_parent
        """;

    private readonly Channel<OutboxMessage> _channel = Channel.CreateBounded<OutboxMessage>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.Wait });

    /// <summary>Rows that are in memory here, so that the own sweep does not send them a second time.</summary>
    private readonly ConcurrentDictionary<Guid, bool> _held = new();
    private readonly Channel<(Guid Id, PublishResult Result)> _settled = Channel.CreateUnbounded<(Guid, PublishResult)>();
    private readonly SemaphoreSlim _breaker = new(1, 1);

    internal void Take(IReadOnlyCollection<OutboxMessage> messages)
    {
        foreach (var message in messages)
        {
            _held[message.Id] = true;
            if (!_channel.Writer.TryWrite(message))
            {
                _held.TryRemove(message.Id, out _);
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        OutboxInstruments.Observe(() => _held.Keys, time);
        return Task.WhenAll([SweepAsync(stoppingToken), StrikeOffAsync(stoppingToken), .. Enumerable.Range(0, Senders).Select(_ => SendAsync(stoppingToken))]);
    }

    private async Task SendAsync(CancellationToken stoppingToken)
    {
        List<OutboxMessage> batch = new(BatchSize);
        try
        {
            while (await _channel.Reader.WaitToReadAsync(stoppingToken))
            {
                while (batch.Count < BatchSize && _channel.Reader.TryRead(out var message))
                {
                    batch.Add(message);
                }

                while (batch.Count > 0)
                {
                    batch = await SendAsync(batch, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>Sends a batch and gives back the rows that are still owed because the broker does not answer.</summary>
    private async Task<List<OutboxMessage>> SendAsync(List<OutboxMessage> batch, CancellationToken stoppingToken)
    {
        var results = await Task.WhenAll(batch.Select(message => PublishAsync(message, stoppingToken)));
        for (var i = 0; i < batch.Count; i++)
        {
            if (results[i] != PublishResult.Failed)
            {
                _settled.Writer.TryWrite((batch[i].Id, results[i]));
            }
        }

        var owed = batch.Where((_, i) => results[i] == PublishResult.Failed).ToList();
        if (owed.Count > 0)
        {
            await ProbeAsync(owed[0], stoppingToken);
        }

        return owed;
    }

    /// <summary>One sender at a time tries one row until the broker answers again; the other senders wait behind it.</summary>
    private async Task ProbeAsync(OutboxMessage message, CancellationToken stoppingToken)
    {
        await _breaker.WaitAsync(stoppingToken);
        try
        {
            while (await PublishAsync(message, stoppingToken) == PublishResult.Failed)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(500), time, stoppingToken);
            }
        }
        finally
        {
            _breaker.Release();
        }
    }

    private async Task<PublishResult> PublishAsync(OutboxMessage message, CancellationToken stoppingToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        limit.CancelAfter(PublishLimit);
        using var activity = message.TraceParent is null
            ? null
            : Observability.Source.StartActivity("outbox", ActivityKind.Internal, message.TraceParent);
        try
        {
            await bus.PublishConfirmedAsync(message.Message!, message.Id, limit.Token);
            OutboxInstruments.Delay.Record(OutboxInstruments.AgeOf(message.Id, time).TotalSeconds);
            return PublishResult.Confirmed;
        }
        catch (MessageReturnedException)
        {
            LogReturned(logger, message.Type);
            return PublishResult.Returned;
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            LogUnanswered(logger, message.Type, exception.GetType().Name);
            return PublishResult.Failed;
        }
    }

    /// <summary>
    /// Strikes off what is settled, many rows at a time. The commit does not wait for the disk: a strike-off that a crash
    /// undoes costs a message that is sent again under its id, nothing more.
    /// </summary>
    private async Task StrikeOffAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _settled.Reader.WaitToReadAsync(stoppingToken))
            {
                await Task.Delay(StrikeOffPause, time, stoppingToken);
                await StrikeOffNowAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is confirmed by now need not be sent again by the next process.
            await StrikeOffNowAsync(CancellationToken.None);
        }
    }

    private async Task StrikeOffNowAsync(CancellationToken cancellationToken)
    {
        List<(Guid Id, PublishResult Result)> settled = [];
        while (_settled.Reader.TryRead(out var one))
        {
            settled.Add(one);
        }

        try
        {
            await using var batch = database.CreateBatch();
            batch.Add("select set_config('synchronous_commit', 'off', true)");
            batch.Add(Delete, IdsOf(settled, PublishResult.Confirmed));
            batch.Add(Postpone, IdsOf(settled, PublishResult.Returned));
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            // The sweep sends them again under the same ids.
            LogUnsettled(logger, settled.Count, exception.GetType().Name);
        }

        foreach (var (id, _) in settled)
        {
            _held.TryRemove(id, out _);
        }
    }

    private static Guid[] IdsOf(List<(Guid Id, PublishResult Result)> settled, PublishResult result) =>
        [.. settled.Where(one => one.Result == result).Select(one => one.Id)];

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        try
        {
            do
            {
                try
                {
                    while (await SweepOnceAsync(stoppingToken) == BatchSize)
                    {
                    }
                }
                catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
                {
                    LogSweepFailed(logger, exception.GetType().Name);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task<int> SweepOnceAsync(CancellationToken stoppingToken)
    {
        var rows = 0;
        List<OutboxMessage> found = [];
        await using (var command = database.CreateCommand(Sweep))
        {
            command.Parameters.Add(new NpgsqlParameter { Value = BatchSize });
            await using var reader = await command.ExecuteReaderAsync(stoppingToken);
            while (await reader.ReadAsync(stoppingToken))
            {
                rows++;
                if (Read(reader) is { } message)
                {
                    found.Add(message);
                }
            }
        }

        Take([.. found.Where(message => !_held.ContainsKey(message.Id))]);
        return rows;
    }

    /// <returns>Null for a message that only a newer version of this service knows: that one sends it.</returns>
    private OutboxMessage? Read(NpgsqlDataReader row)
    {
        var name = row.GetString(1);
        if (ContractTypes.Find(name) is not { } type)
        {
            LogUnknown(logger, name);
            return null;
        }

        var body = row.GetString(2);
        return new OutboxMessage(
            row.GetGuid(0), name, body, row.IsDBNull(3) ? null : row.GetString(3), JsonSerializer.Deserialize(body, type, MessageJson.Options)!);
    }

    private enum PublishResult
    {
        Confirmed,
        Returned,
        Failed,
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No queue takes `{Type}` yet; it is offered again in 5 s.")]
    private static partial void LogReturned(ILogger logger, string type);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The broker did not confirm a `{Type}` ({Error}); it stays owed.")]
    private static partial void LogUnanswered(ILogger logger, string type, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} confirmed messages could not be struck off ({Error}); they will be sent again under the same ids.")]
    private static partial void LogUnsettled(ILogger logger, int count, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox holds a `{Type}`, which this build does not know; it is left for one that does.")]
    private static partial void LogUnknown(ILogger logger, string type);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox could not be swept ({Error}).")]
    private static partial void LogSweepFailed(ILogger logger, string error);
}
