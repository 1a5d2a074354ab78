using System.Text.Json;

namespace ContentMultiplier.Publishers.Sendgrid;

/// <summary>
/// A request for every thousand recipients, each a step: what SendGrid took is not sent again when a later one fails.
/// </summary>
internal sealed class SendgridPublisher(SendgridClient sendgrid, TimeProvider time) : IPublisher
{
    private const int MostInOneRequest = 1000;

    public async Task<PublishedPost> PublishAsync(PublishContext context, CancellationToken cancellationToken)
    {
        var options = context.OptionsAs<SendgridOptions>();
        var batches = options.To.Chunk(MostInOneRequest).ToList();
        if (options.Mistakes(time.GetUtcNow()).ToList() is { Count: > 0 } mistakes)
        {
            throw new PlatformRefusedException(
                FailureCategories.InvalidContent, string.Join("; ", mistakes.Select(mistake => $"{mistake.Field}: {mistake.Message}")))
            {
                Action = "Change the options.",
            };
        }

        var batchId = options.Date is null
            ? null
            : (await context.PrepareAsync("schedule", ct => sendgrid.CreateBatchAsync(context.Credential, ct), cancellationToken)).BatchId;

        SentMail? first = null;
        foreach (var (index, recipients) in batches.Index())
        {
            var step = $"batch-{index + 1}";
            var sent = await context.OnceAsync(
                step,
                ct => SendAsync(step, recipients, options, batchId, context, ct),
                cancellationToken,
                externalId: mail => mail.MessageId);
            first ??= sent;
        }

        return new PublishedPost(first!.MessageId, ExternalUrl: null);
    }

    private async Task<SentMail> SendAsync(
        string step, IReadOnlyList<Recipient> recipients, SendgridOptions options, string? batchId, PublishContext context, CancellationToken cancellationToken)
    {
        var mail = await MailAsync(step, recipients, options, batchId, context, cancellationToken);
        var id = await sendgrid.SendAsync(mail, context.Credential, cancellationToken);

        // In its sandbox mode SendGrid only looks at the mail, and may give it no number.
        return new SentMail(id ?? (options.SandboxMode ? $"sandbox-{context.PublicationId:N}-{step}" : ""), batchId);
    }

    private static async Task<Mail> MailAsync(
        string step, IReadOnlyList<Recipient> recipients, SendgridOptions options, string? batchId, PublishContext context, CancellationToken cancellationToken)
    {
        var body = SendgridBody.Of(context.Content);
        var fields = context.Credential.Fields;
        var arguments = new Dictionary<string, string> { ["cm_publication_id"] = context.PublicationId.ToString(), ["cm_step"] = step };
        return new Mail
        {
            Personalizations =
            [
                .. recipients.Select(recipient => new Personalization
                {
                    To = [new(recipient.Email, recipient.Name)],
                    DynamicTemplateData = options.TemplateId is null ? null : DataOf(recipient, options, context.Content, body),
                    CustomArgs = arguments,
                }),
            ],
            From = new(fields[SendgridPlatform.FromField], fields.GetValueOrDefault(SendgridPlatform.NameField)),
            ReplyTo = options.ReplyTo is { } address ? new(address) : null,
            Subject = options.TemplateId is null ? context.Content.Title : null,

            // SendGrid wants the plain text first.
            Content = options.TemplateId is null ? [new("text/plain", body.Plain), new("text/html", body.Html)] : null,
            Attachments = await SendgridFiles.ReadAsync(context, cancellationToken),
            TemplateId = options.TemplateId,
            Categories = options.Categories is { Count: > 0 } categories ? categories : null,
            SendAt = options.Date?.ToUnixTimeSeconds(),
            BatchId = batchId,
            Asm = options.UnsubscribeGroupId is { } group ? new(group) : null,
            MailSettings = options.SandboxMode ? new(new Switch(true)) : null,
            TrackingSettings = options.TrackOpens is null && options.TrackClicks is null
                ? null
                : new(SwitchOf(options.TrackOpens), SwitchOf(options.TrackClicks)),
        };
    }

    /// <summary>The recipient's own data goes before that for all, and both go before the post's.</summary>
    private static Dictionary<string, JsonElement> DataOf(Recipient recipient, SendgridOptions options, PostContent content, SendgridBody body)
    {
        var data = new Dictionary<string, JsonElement>(StringComparer.Ordinal)
        {
            ["subject"] = JsonSerializer.SerializeToElement(content.Title ?? ""),
            ["html"] = JsonSerializer.SerializeToElement(body.Html),
            ["text"] = JsonSerializer.SerializeToElement(body.Plain),
        };
        foreach (var own in new[] { options.TemplateData, recipient.Data }.OfType<JsonElement>().SelectMany(element => element.EnumerateObject()))
        {
            data[own.Name] = own.Value;
        }

        return data;
    }

    private static Switch? SwitchOf(bool? value) => value is { } on ? new(on) : null;
}
