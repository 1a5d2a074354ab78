using System.Text.Json;

namespace ContentMultiplier.Sandbox.Mail;

/// <summary>The mailbox, for tests and for people who wait for a link.</summary>
internal static class MailboxEndpoints
{
    private const string Path = "/_sandbox/mails";

    public static IServiceCollection AddMailbox(this IServiceCollection services) => services
        .AddSingleton<Mailbox>()
        .AddHostedService<SmtpServer>();

    public static void MapMailbox(this IEndpointRouteBuilder routes)
    {
        var mailbox = routes.ServiceProvider.GetRequiredService<Mailbox>();
        routes.MapGet(Path, (RequestDelegate)(context => Answer.JsonAsync(
            context,
            StatusCodes.Status200OK,
            mailbox.Read(context.Request.Query["to"].ToString() is { Length: > 0 } to ? to : null),
            Write)));
        routes.MapDelete(Path, (RequestDelegate)(context =>
        {
            mailbox.Clear();
            return Answer.NoContentAsync(context);
        }));
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<ReceivedMail> mails)
    {
        json.WriteStartObject();
        json.WriteStartArray("items"u8);
        foreach (var mail in mails)
        {
            Write(json, mail);
        }

        json.WriteEndArray();
        json.WriteNumber("total"u8, mails.Count);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ReceivedMail mail)
    {
        json.WriteStartObject();
        json.WriteNumber("id"u8, mail.Id);
        json.WriteString("received_at"u8, mail.At);
        json.WriteString("from"u8, mail.From);
        json.WriteStartArray("to"u8);
        foreach (var recipient in mail.To)
        {
            json.WriteStringValue(recipient);
        }

        json.WriteEndArray();
        json.WriteString("subject"u8, mail.Subject);
        json.WriteString("message_id"u8, mail.MessageId);
        json.WriteString("text"u8, mail.Text);
        json.WriteString("raw"u8, mail.Raw);
        json.WriteEndObject();
    }
}
