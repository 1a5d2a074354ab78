using ContentMultiplier.Content;
using ContentMultiplier.Contracts.Preview;

namespace ContentMultiplier.Publishers.Wordpress;

/// <summary>Shows the HTML that would be sent, by the code that sends it.</summary>
internal sealed class WordpressFormatter(PlatformDescriptor descriptor) : IFormatter
{
    public PostPreviewed Format(PreviewPost request)
    {
        var capabilities = descriptor.Capabilities;
        var contentType = request.ContentType ?? capabilities.ContentTypes[0];
        var errors = ContentCheck.Check(capabilities, contentType, request.Content, request.Options);
        if (errors.Count > 0 || request.Content.Parts.Count > 0)
        {
            return new PostPreviewed { Errors = errors };
        }

        var options = request.OptionsAs<WordpressOptions>();
        return new PostPreviewed
        {
            Parts =
            [
                new(
                    new WordpressHtml(request.Content, options).Render(uploaded: null),
                    TextCounter.Count(request.Content.Text, capabilities.Text.Counting),
                    capabilities.Text.MaxLength),
            ],
            Errors = [.. options.Mistakes(contentType).Select(mistake => new ContentError(mistake.Field, mistake.Message))],
            Warnings = string.IsNullOrWhiteSpace(request.Content.Title) ? ["The post has no title."] : [],
        };
    }
}
