using ContentMultiplier.ServiceDefaults.Persistence;

namespace ContentMultiplier.ServiceDefaults.Messaging;

/// <summary>For consumers whose work is not harmless when done twice: each message is accepted once per consumer.</summary>
public static class Inbox
{
    private const string Insert = """
        insert into inbox_messages (consumer, message_id) select $1, unnest($2)
        on conflict do nothing returning message_id
        """;

    /// <summary>Notes the messages in the transaction of the session and gives back the ones that are new.</summary>
    public static async Task<IReadOnlySet<Guid>> AcceptAsync(
        DatabaseSession session, string consumer, IReadOnlyCollection<Guid> messageIds, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch();
        batch.Add(Insert, consumer, messageIds.ToArray());
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        HashSet<Guid> fresh = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            fresh.Add(reader.GetGuid(0));
        }

        return fresh;
    }
}
