using ContentMultiplier.Content.Formatting;

namespace ContentMultiplier.Publishers.Sendgrid;

/// <summary>The two forms in which a mail's text is sent.</summary>
/// <param name="Html">What most readers see.</param>
/// <param name="Plain">The text as it was written.</param>
internal sealed record SendgridBody(string Html, string Plain)
{
    public static SendgridBody Of(PostContent content) => new(MarkdownHtml.Render(content.Text), content.Text);
}
