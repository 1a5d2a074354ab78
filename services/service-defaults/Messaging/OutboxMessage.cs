using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentMultiplier.ServiceDefaults.Messaging;

/// <summary>A message that is owed to the broker. The row lives until the broker confirmed it; its id is the MessageId.</summary>
public sealed class OutboxMessage
{
    private OutboxMessage()
    {
    }

    internal OutboxMessage(Guid id, string type, string body, string? traceParent, object message)
    {
        Id = id;
        Type = type;
        Body = body;
        TraceParent = traceParent;
        Message = message;
    }

    public Guid Id { get; private set; }

    /// <summary>Full name of the contract: the wire name.</summary>
    public string Type { get; private set; } = "";

    /// <summary>JSON.</summary>
    public string Body { get; private set; } = "";

    /// <summary>The trace it belongs to, so that a post is one trace even when the row waited.</summary>
    public string? TraceParent { get; private set; }

    /// <summary>Until then the process that wrote it sends it; after that anybody may.</summary>
    public DateTimeOffset OwnedUntil { get; private set; }

    /// <summary>The message itself, while it is still in the process that wrote it.</summary>
    internal object? Message { get; }

    internal static void Configure(EntityTypeBuilder<OutboxMessage> outbox)
    {
        outbox.ToTable("outbox_messages");
        outbox.HasKey(message => message.Id);
        outbox.Property(message => message.Id).ValueGeneratedNever();
        outbox.Property(message => message.Type).HasMaxLength(200);
        outbox.Property(message => message.Body).HasColumnType("text");
        outbox.Property(message => message.TraceParent).HasMaxLength(64);
        outbox.Property(message => message.OwnedUntil).HasDefaultValueSql("clock_timestamp() + interval '10 seconds'").ValueGeneratedOnAdd();
        outbox.Ignore(message => message.Message);
    }
}

/// <summary>A message that a consumer has done, so that it is not done twice.</summary>
public sealed class InboxMessage
{
    public Guid MessageId { get; private set; }
    public string Consumer { get; private set; } = "";
    public DateTimeOffset ReceivedAt { get; private set; }

    internal static void Configure(EntityTypeBuilder<InboxMessage> inbox)
    {
        inbox.ToTable("inbox_messages");
        inbox.HasKey(message => new { message.Consumer, message.MessageId });
        inbox.Property(message => message.Consumer).HasMaxLength(100);
        inbox.Property(message => message.ReceivedAt).HasDefaultValueSql("clock_timestamp()");
    }
}
