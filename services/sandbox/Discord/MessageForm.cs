using System.Text;

namespace ContentMultiplier.Sandbox.Discord;

/// <summary>A message as it came: JSON, or a form with <c>payload_json</c> and files.</summary>
internal sealed record MessageForm(MessageRequest Message, byte[] Raw, IReadOnlyList<IFormFile> Files)
{
    private const int LargestJson = 256 * 1024;

    public static async ValueTask<(MessageForm? Form, DiscordError? Error)> ReadAsync(HttpContext context)
    {
        if (context.Request.HasFormContentType)
        {
            return await ReadFormAsync(context);
        }

        return await RequestBody.ReadAsync(context, LargestJson) is { } body
            ? Parse(body, [])
            : (null, DiscordError.TooLarge);
    }

    private static async ValueTask<(MessageForm? Form, DiscordError? Error)> ReadFormAsync(HttpContext context)
    {
        IFormCollection form;
        try
        {
            form = await context.Request.ReadFormAsync(context.RequestAborted);
        }
        catch (InvalidDataException)
        {
            return (null, DiscordError.OfStatus(StatusCodes.Status400BadRequest));
        }

        if (form.Files.Any(file => file.Length > MessageRules.LargestFile))
        {
            return (null, DiscordError.TooLarge);
        }

        if (form.TryGetValue("payload_json", out var payload))
        {
            return Parse(Encoding.UTF8.GetBytes(payload.ToString()), form.Files);
        }

        var message = new MessageRequest(
            Content: Field(form, "content"),
            Username: Field(form, "username"),
            AvatarUrl: Field(form, "avatar_url"),
            ThreadName: Field(form, "thread_name"),
            Tts: Field(form, "tts") is "true" or "1");
        return (new MessageForm(message, Encoding.UTF8.GetBytes(message.Content ?? ""), form.Files), null);
    }

    private static string? Field(IFormCollection form, string name) => form.TryGetValue(name, out var value) ? value.ToString() : null;

    private static (MessageForm? Form, DiscordError? Error) Parse(byte[] json, IReadOnlyList<IFormFile> files) =>
        RequestBody.Parse(json, SandboxJson.Default.MessageRequest) is { } message && message.Embeds?.Contains(null) != true
            ? (new MessageForm(message, json, files), null)
            : (null, DiscordError.InvalidJson);
}
