using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ContentMultiplier.ServiceDefaults.Messaging;

/// <summary>Forgets messages that no broker will deliver again.</summary>
internal sealed class InboxSweep(NpgsqlDataSource database, TimeProvider time, ILogger<InboxSweep> logger) : DuePump(time, logger)
{
    private const string Delete = """
        delete from inbox_messages where (consumer, message_id) in (
            select consumer, message_id from inbox_messages
            where received_at < clock_timestamp() - interval '7 days' limit 5000)
        """;

    private readonly TimeProvider _time = time;

    protected override TimeSpan IdleLimit => TimeSpan.FromHours(1);

    protected override async Task<DateTimeOffset?> PumpAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Delete);
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0 ? _time.GetUtcNow() : null;
    }
}
