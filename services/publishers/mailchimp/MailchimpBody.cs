using ContentMultiplier.Content;
using ContentMultiplier.Content.Formatting;
using ContentMultiplier.Contracts.Preview;

namespace ContentMultiplier.Publishers.Mailchimp;

/// <summary>The text as HTML: the whole mail, or what goes into a section of a template. Mailchimp makes the plain text of it.</summary>
internal static class MailchimpBody
{
    public static string HtmlOf(PostContent content) => MarkdownHtml.Render(content.Text);

    public static CampaignContent ContentOf(PostContent content, MailchimpOptions options) =>
        options is { TemplateId: { } template, TemplateSection: { } section }
            ? new() { Template = new(template, new Dictionary<string, string> { [section] = HtmlOf(content) }) }
            : new() { Html = HtmlOf(content) };
}

/// <summary>Shows the HTML that would be sent, by the code that sends it.</summary>
internal sealed class MailchimpFormatter(PlatformDescriptor descriptor, TimeProvider time) : IFormatter
{
    public PostPreviewed Format(PreviewPost request)
    {
        var capabilities = descriptor.Capabilities;
        var errors = ContentCheck.Check(capabilities, request.ContentType ?? capabilities.ContentTypes[0], request.Content, request.Options);
        if (errors.Count > 0)
        {
            return new PostPreviewed { Errors = errors };
        }

        var options = request.OptionsAs<MailchimpOptions>();
        return new PostPreviewed
        {
            Parts =
            [
                new(
                    MailchimpBody.HtmlOf(request.Content),
                    TextCounter.Count(request.Content.Text, capabilities.Text.Counting),
                    capabilities.Text.MaxLength),
            ],
            Errors = [.. options.Mistakes(time.GetUtcNow()).Select(mistake => new ContentError(mistake.Field, mistake.Message))],
            Warnings = options.TemplateSection is { } section ? [$"This goes into the section `{section}` of the template."] : [],
        };
    }
}
