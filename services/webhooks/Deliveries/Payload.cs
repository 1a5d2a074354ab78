using System.Text.Json;

namespace ContentMultiplier.Webhooks.Deliveries;

/// <summary>The body of a delivery: the same bytes in every try, since it is made of the event alone.</summary>
internal static class Payload
{
    public const string Full = "full";
    public const string Thin = "thin";

    public static string IdOf(Guid eventId) => $"evt_{eventId:N}";

    public static byte[] Of(EventRow row, string payload)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("id", IdOf(row.Id));
            writer.WriteString("type", row.Type);
            writer.WriteString("timestamp", row.OccurredAt.ToUniversalTime());
            writer.WriteNumber("sequence", row.Sequence);
            writer.WriteString("workspace_id", row.WorkspaceId);
            writer.WritePropertyName("data");
            WriteData(writer, row.Data, payload);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteData(Utf8JsonWriter writer, string data, string payload)
    {
        if (payload != Thin)
        {
            writer.WriteRawValue(data);
            return;
        }

        using var document = JsonDocument.Parse(data);
        writer.WriteStartObject();
        foreach (var member in document.RootElement.EnumerateObject().Where(member => member.Name.EndsWith("_id", StringComparison.Ordinal)))
        {
            member.WriteTo(writer);
        }

        writer.WriteEndObject();
    }
}

/// <summary>An event as it is kept.</summary>
internal sealed record EventRow(Guid Id, Guid WorkspaceId, string Type, long Sequence, string Data, DateTimeOffset OccurredAt);
