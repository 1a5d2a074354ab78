using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContentMultiplier.Publishers.Sendgrid;

/// <summary>Who gets the mail, and what else SendGrid shall do with it.</summary>
internal sealed record SendgridOptions
{
    /// <summary>As much as can be said of an address without asking its server.</summary>
    public const string Address = @"[^\s@<>,;:""()\[\]]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}";

    public static readonly JsonElement Schema = JsonElement.Parse(
        """
        {
          "type": "object",
          "required": ["to"],
          "properties": {
            "to": {
              "title": "Recipients",
              "description": "Addresses, or objects with `email`, `name` and `data` for the template. Nobody sees the others.",
              "type": "array",
              "minItems": 1,
              "maxItems": 10000,
              "items": {
                "type": ["string", "object"],
                "pattern": "^@ADDRESS@$",
                "required": ["email"],
                "properties": {
                  "email": {"type": "string", "pattern": "^@ADDRESS@$"},
                  "name": {"type": "string", "maxLength": 200},
                  "data": {"type": "object"}
                }
              }
            },
            "reply_to": {"title": "Answers go to", "type": "string", "pattern": "^@ADDRESS@$"},
            "template_id": {"title": "Dynamic template", "description": "It gets `subject`, `html` and `text`.", "type": "string", "pattern": "^d-[A-Za-z0-9-]{8,64}$"},
            "template_data": {"title": "Data for the template", "type": "object"},
            "categories": {"title": "Categories for the statistics", "type": "array", "maxItems": 10, "items": {"type": "string", "minLength": 1, "maxLength": 255}},
            "send_at": {
              "title": "When SendGrid sends it",
              "description": "At most 72 hours ahead. Without it, at once.",
              "type": "string",
              "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,7})?)?(Z|[+-][0-9]{2}:[0-9]{2})$"
            },
            "unsubscribe_group_id": {"title": "Unsubscribe group", "type": "integer", "minimum": 1, "maximum": 2147483647},
            "track_opens": {"title": "Count opens", "type": "boolean"},
            "track_clicks": {"title": "Count clicks", "type": "boolean"},
            "sandbox_mode": {"title": "Let SendGrid check it and send nothing", "type": "boolean"}
          }
        }
        """.Replace("@ADDRESS@", JsonEncodedText.Encode(Address).Value, StringComparison.Ordinal));

    private static readonly TimeSpan FarthestAhead = TimeSpan.FromHours(72);

    public IReadOnlyList<Recipient> To { get; init; } = [];

    public string? ReplyTo { get; init; }

    public string? TemplateId { get; init; }

    public JsonElement? TemplateData { get; init; }

    public IReadOnlyList<string>? Categories { get; init; }

    public string? SendAt { get; init; }

    public int? UnsubscribeGroupId { get; init; }

    public bool? TrackOpens { get; init; }

    public bool? TrackClicks { get; init; }

    public bool SandboxMode { get; init; }

    public DateTimeOffset? Date =>
        DateTimeOffset.TryParse(SendAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;

    /// <summary>What the schema cannot say.</summary>
    public IEnumerable<(string Field, string Message)> Mistakes(DateTimeOffset now)
    {
        var doubled = To.GroupBy(recipient => recipient.Email, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1).Select(same => same.Key).ToList();
        if (doubled.Count > 0)
        {
            yield return ("options.to", $"{doubled.Count} addresses stand there more than once, such as {doubled[0]}; keep each once");
        }

        if (Categories is not null && Categories.Distinct(StringComparer.Ordinal).Count() < Categories.Count)
        {
            yield return ("options.categories", "has the same one twice; keep each once");
        }

        if (TemplateId is null && (TemplateData is not null || To.Any(recipient => recipient.Data is not null)))
        {
            yield return ("options.template_id", "missing, and there is data for a template; name it, or leave the data out");
        }

        if (SendAt is not null && Date is null)
        {
            yield return ("options.send_at", "is no day and time that exists; write it as 2027-01-31T09:00:00Z");
        }
        else if (Date > now + FarthestAhead)
        {
            yield return ("options.send_at", "is more than 72 hours ahead; schedule the post instead");
        }
    }
}

[JsonConverter(typeof(RecipientForm))]
internal sealed record Recipient(string Email, string? Name = null, JsonElement? Data = null);

/// <summary>An address alone is enough.</summary>
internal sealed class RecipientForm : JsonConverter<Recipient>
{
    public override Recipient Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var value = JsonElement.ParseValue(ref reader);
        return value.ValueKind == JsonValueKind.String
            ? new(value.GetString()!)
            : new(
                value.TryGetProperty("email", out var email) ? email.GetString() ?? "" : throw new JsonException(),
                value.TryGetProperty("name", out var name) ? name.GetString() : null,
                value.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object ? data : null);
    }

    public override void Write(Utf8JsonWriter writer, Recipient value, JsonSerializerOptions options) => writer.WriteStringValue(value.Email);
}
