using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ContentMultiplier.Sandbox;

internal static class RequestBody
{
    public static async ValueTask<byte[]?> ReadAsync(HttpContext context, int limit)
    {
        if (context.Request.ContentLength > limit)
        {
            return null;
        }

        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            if (read.Buffer.Length > limit)
            {
                reader.AdvanceTo(read.Buffer.End);
                return null;
            }

            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    public static T? Parse<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads a body of the sandbox's own addresses; asks for JSON by name so that no other site's form can send one.</summary>
    public static async ValueTask<T?> ReadControlAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        if (context.Request.HasJsonContentType()
            && await ReadAsync(context, 64 * 1024) is { } body
            && Parse(body, type) is { } value)
        {
            return value;
        }

        await Answer.ErrorAsync(context, StatusCodes.Status400BadRequest, "A JSON object with Content-Type: application/json is expected.");
        return null;
    }
}
