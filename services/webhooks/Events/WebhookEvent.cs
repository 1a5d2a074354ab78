using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ContentMultiplier.ServiceDefaults.Errors;

namespace ContentMultiplier.Webhooks.Events;

/// <summary>Something that happened in a workspace, in the words that receivers hear.</summary>
/// <param name="Data">JSON.</param>
internal sealed record WebhookEvent(Guid Id, Guid WorkspaceId, string Type, string Data, DateTimeOffset OccurredAt)
{
    /// <param name="identity">What tells it from every other event of its type: the same message heard twice is one event.</param>
    public static WebhookEvent Of<T>(Guid workspaceId, string type, T data, DateTimeOffset occurredAt, params string[] identity) => new(
        IdOf(occurredAt, [type, .. identity]),
        workspaceId,
        type,
        JsonSerializer.Serialize(data, StrictJson.Options),
        occurredAt);

    /// <summary>Ordered by time as other ids are, and otherwise made of nothing but what the event is.</summary>
    private static Guid IdOf(DateTimeOffset at, string[] identity)
    {
        Span<byte> bytes = stackalloc byte[40];
        BinaryPrimitives.WriteInt64BigEndian(bytes, at.ToUnixTimeMilliseconds());
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', identity)), bytes[8..]);
        bytes[8] = (byte)((bytes[8] & 0x0F) | 0x80);
        bytes[10] = (byte)((bytes[10] & 0x3F) | 0x80);
        return new Guid(bytes[2..18], bigEndian: true);
    }
}
