using System.Text.Json;

namespace ContentMultiplier.Sandbox.Discord;

/// <summary>An error as Discord words it: a number of its own, and a tree of what is wrong where.</summary>
internal sealed record DiscordError(int Status, int Code, string Message)
{
    public static readonly DiscordError UnknownWebhook = new(404, 10015, "Unknown Webhook");
    public static readonly DiscordError UnknownMessage = new(404, 10008, "Unknown Message");
    public static readonly DiscordError InvalidWebhookToken = new(401, 50027, "Invalid Webhook Token");
    public static readonly DiscordError EmptyMessage = new(400, 50006, "Cannot send an empty message");
    public static readonly DiscordError InvalidJson = new(400, 50109, "The request body contains invalid JSON.");
    public static readonly DiscordError TooLarge = new(413, 40005, "Request entity too large");

    public static readonly DiscordError ThreadOutsideForum =
        new(400, 220003, "Webhooks can only create threads in forum channels");

    public static readonly DiscordError ForumWithoutThread =
        new(400, 220001, "Webhooks posted to forum channels must have a thread_name or thread_id");

    public static readonly DiscordError ForumWithTwoThreads =
        new(400, 220002, "Webhooks posted to forum channels cannot have both a thread_name and thread_id");

    public static readonly DiscordError Unauthorized = new(401, 0, "401: Unauthorized");
    public static readonly DiscordError UnknownChannel = new(404, 10003, "Unknown Channel");
    public static readonly DiscordError ThreadExists = new(400, 160004, "A thread has already been created for this message");

    public FormErrors? Errors { get; init; }

    public static DiscordError InvalidForm(FormErrors errors) => new(400, 50035, "Invalid Form Body") { Errors = errors };

    public static DiscordError OfStatus(int status) => status switch
    {
        400 => new(400, 50035, "Invalid Form Body"),
        401 => InvalidWebhookToken,
        403 => new(403, 50013, "Missing Permissions"),
        404 => UnknownWebhook,
        413 => TooLarge,
        >= 500 => new(status, 0, $"{status}: Internal Server Error"),
        _ => new(status, 0, $"{status}: Refused"),
    };

    public Task WriteAsync(HttpContext context) => Answer.JsonAsync(context, Status, this, static (json, error) =>
    {
        json.WriteStartObject();
        json.WriteString("message"u8, error.Message);
        json.WriteNumber("code"u8, error.Code);
        if (error.Errors is { } errors)
        {
            json.WritePropertyName("errors"u8);
            errors.Write(json);
        }

        json.WriteEndObject();
    });
}

/// <summary>What is wrong in a form, as the tree of its fields: <c>embeds.0.title</c> lies three levels deep.</summary>
internal sealed class FormErrors
{
    private readonly SortedDictionary<string, FormErrors> fields = new(StringComparer.Ordinal);
    private readonly List<(string Code, string Message)> errors = [];

    public bool Any => fields.Count > 0 || errors.Count > 0;

    public void Add(string path, string code, string message)
    {
        var place = this;
        foreach (var name in path.Split('.'))
        {
            if (!place.fields.TryGetValue(name, out var next))
            {
                place.fields[name] = next = new FormErrors();
            }

            place = next;
        }

        place.errors.Add((code, message));
    }

    public void Length(string path, string? text, int longest)
    {
        if (text is not null && CodePoints(text) > longest)
        {
            Add(path, "BASE_TYPE_MAX_LENGTH", $"Must be {longest} or fewer in length.");
        }
    }

    public void Length(string path, string? text, int shortest, int longest)
    {
        if (text is not null && (CodePoints(text) < shortest || CodePoints(text) > longest))
        {
            Add(path, "BASE_TYPE_BAD_LENGTH", $"Must be between {shortest} and {longest} in length.");
        }
    }

    public void Count(string path, int count, int most)
    {
        if (count > most)
        {
            Add(path, "BASE_TYPE_MAX_LENGTH", $"Must be {most} or fewer in length.");
        }
    }

    public void Required(string path, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            Add(path, "BASE_TYPE_REQUIRED", "This field is required");
        }
    }

    public void Link(string path, string? text, bool attachments)
    {
        if (text is not null
            && !(attachments && text.StartsWith("attachment://", StringComparison.Ordinal))
            && !(Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)))
        {
            Add(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.");
        }
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var (name, field) in fields)
        {
            json.WritePropertyName(name);
            field.Write(json);
        }

        if (errors.Count > 0)
        {
            json.WriteStartArray("_errors"u8);
            foreach (var (code, message) in errors)
            {
                json.WriteStartObject();
                json.WriteString("code"u8, code);
                json.WriteString("message"u8, message);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static int CodePoints(string text) => text.Length - text.Count(char.IsLowSurrogate);
}
