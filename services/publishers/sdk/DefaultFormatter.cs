using ContentMultiplier.Content;
using ContentMultiplier.Contracts.Preview;

namespace ContentMultiplier.Publishing;

/// <summary>Shows the parts as they are, checked by the rules that publishing checks by.</summary>
internal sealed class DefaultFormatter(PlatformDescriptor descriptor) : IFormatter
{
    public PostPreviewed Format(PreviewPost request)
    {
        var capabilities = descriptor.Capabilities;
        var texts = request.Content.Parts.Count > 0 ? request.Content.Parts : [request.Content.Text];

        return new PostPreviewed
        {
            Parts = [.. texts.Select(text => new PreviewPart(
                text, TextCounter.Count(text, capabilities.Text.Counting), capabilities.Text.MaxLength))],
            Warnings = ContentCheck.WarningsOf(capabilities, request.Content),
            Errors = ContentCheck.Check(
                capabilities, request.ContentType ?? capabilities.ContentTypes[0], request.Content, request.Options),
        };
    }
}
