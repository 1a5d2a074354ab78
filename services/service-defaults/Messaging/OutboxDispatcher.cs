using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;
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

    /// <summary>Most rows kept in memory; the rest stay in the table and are swept.</summary>
    private const int Capacity = 20_000;

    private const string Delete = "delete from outbox_messages where id = any($1)";

    private const string Postpone = "update outbox_messages set owned_until = clock_timestamp() + interval '5 seconds' where id = any($1)";

    private const string Sweep = """
        update outbox_messages set owned_until = clock_timestamp() + interval '20 seconds'
        where id = any(array(
            select id from outbox_messages where owned_until < clock_timestamp()
            order by owned_until limit $1 for update skip locked))
        returning id, type, body, trace_parent
        """;

    private readonly Channel<OutboxMessage> _channel = Channel.CreateBounded<OutboxMessage>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.Wait });

    /// <summary>Rows that are in memory here, so that the own sweep does not send them a second time.</summary>
    private readonly ConcurrentDictionary<Guid, bool> _held = new();
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

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll([SweepAsync(stoppingToken), .. Enumerable.Range(0, Senders).Select(_ => SendAsync(stoppingToken))]);

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
        await SettleAsync(Delete, batch, results, PublishResult.Confirmed, stoppingToken);
        await SettleAsync(Postpone, batch, results, PublishResult.Returned, stoppingToken);

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

    private async Task SettleAsync(
        string sql, List<OutboxMessage> batch, PublishResult[] results, PublishResult wanted, CancellationToken stoppingToken)
    {
        var ids = batch.Where((_, i) => results[i] == wanted).Select(message => message.Id).ToArray();
        if (ids.Length == 0)
        {
            return;
        }

        try
        {
            await using var command = database.CreateCommand(sql);
            command.Parameters.Add(new NpgsqlParameter { Value = ids });
            await command.ExecuteNonQueryAsync(stoppingToken);
        }
        catch (NpgsqlException exception)
        {
            // The sweep sends them again under the same ids.
            LogUnsettled(logger, ids.Length, exception.SqlState ?? exception.GetType().Name);
        }

        foreach (var id in ids)
        {
            _held.TryRemove(id, out _);
        }
    }

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
        List<OutboxMessage> found = [];
        await using (var command = database.CreateCommand(Sweep))
        {
            command.Parameters.Add(new NpgsqlParameter { Value = BatchSize });
            await using var reader = await command.ExecuteReaderAsync(stoppingToken);
            while (await reader.ReadAsync(stoppingToken))
            {
                var type = ContractTypes.Find(reader.GetString(1));
                var body = reader.GetString(2);
                found.Add(new OutboxMessage(
                    reader.GetGuid(0), type.FullName!, body, await reader.IsDBNullAsync(3, stoppingToken) ? null : reader.GetString(3),
                    JsonSerializer.Deserialize(body, type, MessageJson.Options)!));
            }
        }

        Take([.. found.Where(message => !_held.ContainsKey(message.Id))]);
        return found.Count;
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox could not be swept ({Error}).")]
    private static partial void LogSweepFailed(ILogger logger, string error);
}
