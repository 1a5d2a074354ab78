using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Errors;

namespace ContentMultiplier.Webhooks.Events;

/// <summary>Something that happened in a workspace, in the words that receivers hear.</summary>
/// <param name="Data">JSON.</param>
internal sealed record WebhookEvent(Guid Id, Guid WorkspaceId, string Type, string Data, DateTimeOffset OccurredAt)
{
    /// <param name="identity">What tells it from every other event of its type: the same message heard twice is one event.</param>
    public static WebhookEvent Of<T>(Guid workspaceId, string type, T data, DateTimeOffset occurredAt, params string[] identity) => new(
        IdOf(occurredAt.ToUnixTimeMilliseconds(), [type, .. identity]),
        workspaceId,
        type,
        JsonSerializer.Serialize(data, StrictJson.Options),
        occurredAt);

    /// <summary>
    /// As <see cref="Of"/>, of a subject that its sender may tell of again, at another time, because somebody missed it: the id is as old as
    /// the subject.
    /// </summary>
    /// <param name="version">Which of the subject's changes it is.</param>
    public static WebhookEvent OfChange<T>(Guid workspaceId, string type, T data, DateTimeOffset occurredAt, Guid subject, long version) =>
        Of(workspaceId, type, data, occurredAt) with { Id = IdOf(TimedId.MillisecondsOf(subject), [type, $"{subject}", $"{version}"]) };

    /// <summary>Ordered by time as other ids are, and otherwise made of nothing but what the event is.</summary>
    private static Guid IdOf(long milliseconds, string[] identity)
    {
        Span<byte> bytes = stackalloc byte[40];
        BinaryPrimitives.WriteInt64BigEndian(bytes, milliseconds);
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', identity)), bytes[8..]);
        bytes[8] = (byte)((bytes[8] & 0x0F) | 0x80);
        bytes[10] = (byte)((bytes[10] & 0x3F) | 0x80);
        return new Guid(bytes[2..18], bigEndian: true);
    }
}
