using ContentMultiplier.Contracts.Audit;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using MassTransit;
using Npgsql;

namespace ContentMultiplier.Auth.Audit;

/// <summary>Writes down what other services say was done, each message once.</summary>
[Unhurried]
internal sealed class AuditRecordedConsumer(NpgsqlDataSource database, AuditLog audit) : IConsumer<Batch<AuditRecorded>>
{
    public Task Consume(ConsumeContext<Batch<AuditRecorded>> context) => AuditInbox.WriteAsync(
        database, audit, "auth.audit-recorded", context, EntryOf, context.CancellationToken);

    private static AuditEntry EntryOf(ConsumeContext<AuditRecorded> context)
    {
        var record = context.Message;
        return new AuditEntry(record.Action, record.SubjectType, record.SubjectId)
        {
            WorkspaceId = record.WorkspaceId,
            Outcome = AuditOutcomes.Known(record.Outcome),
            Actor = AuditActor.Of(record.By, context.SourceAddress?.Segments[^1].Split('.')[0] ?? "unknown"),
            At = record.At,
            Detail = record.Detail,
        };
    }
}

/// <summary>Every publish request is recorded from the event that it causes anyway.</summary>
[Unhurried]
internal sealed class PublicationsRequestedConsumer(NpgsqlDataSource database, AuditLog audit) : IConsumer<Batch<PublicationsRequested>>
{
    public Task Consume(ConsumeContext<Batch<PublicationsRequested>> context) => AuditInbox.WriteAsync(
        database, audit, "auth.publications-requested", context, EntryOf, context.CancellationToken);

    private static AuditEntry EntryOf(ConsumeContext<PublicationsRequested> context)
    {
        var request = context.Message;
        return new AuditEntry(AuditActions.PostPublished, AuditSubjects.Post, request.PostId.ToString())
        {
            WorkspaceId = request.WorkspaceId,
            Actor = AuditActor.Of(request.By, "posts"),
            At = context.SentTime is { } sent ? new DateTimeOffset(sent, TimeSpan.Zero) : null,
            Detail = new Dictionary<string, string>
            {
                ["accounts"] = string.Join(' ', request.Publications.Select(publication => publication.AccountId)),
                ["platforms"] = string.Join(' ', request.Publications.Select(publication => publication.Platform).Distinct(StringComparer.Ordinal)),
                ["due_at"] = request.Publications.Select(publication => publication.DueAt).FirstOrDefault()?.ToString("O") ?? "now",
            },
        };
    }
}

internal static class AuditInbox
{
    public static async Task WriteAsync<TMessage>(
        NpgsqlDataSource database,
        AuditLog audit,
        string consumer,
        ConsumeContext<Batch<TMessage>> batch,
        Func<ConsumeContext<TMessage>, AuditEntry> entryOf,
        CancellationToken cancellationToken)
        where TMessage : class
    {
        await using var session = await database.BeginAsync(Tenant.System, cancellationToken);
        var messages = batch.Message.DistinctBy(message => message.MessageId).ToList();
        var fresh = await Inbox.AcceptAsync(session, consumer, [.. messages.Select(message => message.MessageId!.Value)], cancellationToken);
        await audit.RecordAsync(
            session, [.. messages.Where(message => fresh.Contains(message.MessageId!.Value)).Select(entryOf)], cancellationToken);
        await session.CommitAsync(cancellationToken);
    }
}
