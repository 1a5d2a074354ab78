using ContentMultiplier.Content;
using ContentMultiplier.Contracts.Preview;

namespace ContentMultiplier.Publishers.Sendgrid;

/// <summary>Shows the HTML and the plain text that would be sent, by the code that sends them.</summary>
internal sealed class SendgridFormatter(PlatformDescriptor descriptor, TimeProvider time) : IFormatter
{
    public PostPreviewed Format(PreviewPost request)
    {
        var capabilities = descriptor.Capabilities;
        var errors = ContentCheck.Check(capabilities, request.ContentType ?? capabilities.ContentTypes[0], request.Content, request.Options);
        if (errors.Count > 0)
        {
            return new PostPreviewed { Errors = errors };
        }

        var options = request.OptionsAs<SendgridOptions>();
        var body = SendgridBody.Of(request.Content);
        var count = TextCounter.Count(request.Content.Text, capabilities.Text.Counting);
        return new PostPreviewed
        {
            Parts = [new(body.Html, count, capabilities.Text.MaxLength), new(body.Plain, count, capabilities.Text.MaxLength)],
            Errors = [.. options.Mistakes(time.GetUtcNow()).Select(mistake => new ContentError(mistake.Field, mistake.Message))],
            Warnings = options.TemplateId is null
                ? []
                : ["The template decides what of this is shown: it gets `subject`, `html` and `text` beside its own data."],
        };
    }
}
