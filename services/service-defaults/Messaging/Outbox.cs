using System.Diagnostics;
using System.Text.Json;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ContentMultiplier.ServiceDefaults.Messaging;

/// <summary>
/// The only way a service with a database sends a message: as a row of the transaction that causes it. After the
/// commit the rows are handed to the dispatcher in memory; what a crash leaves behind is found by its sweep.
/// </summary>
public sealed class Outbox(OutboxDispatcher dispatcher)
{
    /// <summary>SQL of the two tables, for a service's first migration.</summary>
    public const string Schema = """
        create table outbox_messages (
            id uuid primary key,
            type varchar(200) not null,
            body text not null,
            trace_parent varchar(64),
            owned_until timestamptz not null default clock_timestamp() + interval '10 seconds'
        ) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01);
        create index outbox_messages_owned_until on outbox_messages (owned_until);
        create table inbox_messages (
            consumer varchar(100) not null,
            message_id uuid not null,
            received_at timestamptz not null default clock_timestamp(),
            primary key (consumer, message_id)
        );
        create index inbox_messages_received_at on inbox_messages (received_at);
        """;

    private const string Insert = """
        insert into outbox_messages (id, type, body, trace_parent)
        select * from unnest($1, $2, $3, $4)
        """;

    /// <summary>Messages ready to be added to a batch; see <see cref="OutboxMail"/>.</summary>
    public OutboxMail Prepare(params IReadOnlyCollection<object> messages) =>
        new(dispatcher, [.. messages.Select(Wrap)]);

    internal static OutboxMessage Wrap(object message) => new(
        Guid.CreateVersion7(),
        message.GetType().FullName!,
        JsonSerializer.Serialize(message, message.GetType(), MessageJson.Options),
        Activity.Current?.Id,
        message);

    internal static void Add(NpgsqlBatch batch, IReadOnlyCollection<OutboxMessage> messages) => batch.Add(
        Insert,
        messages.Select(message => message.Id).ToArray(),
        messages.Select(message => message.Type).ToArray(),
        messages.Select(message => message.Body).ToArray(),
        messages.Select(message => message.TraceParent).ToArray());
}

/// <summary>Messages of one transaction: add them to its batch, and say when it is committed.</summary>
public sealed class OutboxMail
{
    private readonly OutboxDispatcher _dispatcher;
    private readonly OutboxMessage[] _messages;

    internal OutboxMail(OutboxDispatcher dispatcher, OutboxMessage[] messages)
    {
        _dispatcher = dispatcher;
        _messages = messages;
    }

    public void AddTo(NpgsqlBatch batch)
    {
        if (_messages.Length > 0)
        {
            Outbox.Add(batch, _messages);
        }
    }

    public void Committed() => _dispatcher.Take(_messages);
}

public static class OutboxDbContextExtensions
{
    /// <summary>Owes the message to the broker, in the transaction of the context's next <c>SaveChanges</c>.</summary>
    public static void Publish(this DbContext db, object message) => db.Add(Outbox.Wrap(message));
}
