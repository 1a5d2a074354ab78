using System.Net;
using System.Text;
using ContentMultiplier.Content;
using ContentMultiplier.Content.Formatting;
using ContentMultiplier.Contracts.Preview;

namespace ContentMultiplier.Publishers.Medium;

/// <summary>A story as HTML: its title, which Medium shows only when it stands in the text, its text, and its pictures.</summary>
internal static class MediumBody
{
    public const int MostTags = 3;
    public const int LongestTag = 25;

    /// <param name="content">The post.</param>
    /// <param name="pictures">Where the pictures are at Medium; null for a preview, which shows them where they are now.</param>
    public static string Render(PostContent content, IReadOnlyList<Picture>? pictures)
    {
        var html = new StringBuilder("<h1>").Append(WebUtility.HtmlEncode(content.Title)).Append("</h1>\n").Append(MarkdownHtml.Render(content.Text));
        foreach (var (index, item) in content.Media.Index())
        {
            var address = WebUtility.HtmlEncode(pictures?[index].Url ?? item.Url);
            html.Append("\n<figure><img src=\"").Append(address).Append("\" alt=\"").Append(WebUtility.HtmlEncode(item.AltText ?? "")).Append("\" /></figure>");
        }

        return html.ToString();
    }

    /// <summary>Those that Medium would take note of.</summary>
    public static IReadOnlyList<string> TagsOf(PostContent content) => [.. content.Tags.Where(tag => tag.Length <= LongestTag).Take(MostTags)];
}

/// <summary>Shows the HTML that would be sent, by the code that sends it.</summary>
internal sealed class MediumFormatter(PlatformDescriptor descriptor) : IFormatter
{
    public PostPreviewed Format(PreviewPost request)
    {
        var capabilities = descriptor.Capabilities;
        var errors = ContentCheck.Check(capabilities, request.ContentType ?? capabilities.ContentTypes[0], request.Content, request.Options);
        if (errors.Count > 0)
        {
            return new PostPreviewed { Errors = errors };
        }

        var lost = request.Content.Tags.Except(MediumBody.TagsOf(request.Content)).ToList();
        return new PostPreviewed
        {
            Parts =
            [
                new(
                    MediumBody.Render(request.Content, pictures: null),
                    TextCounter.Count(request.Content.Text, capabilities.Text.Counting),
                    capabilities.Text.MaxLength),
            ],
            Warnings = lost.Count == 0
                ? []
                : [$"Medium takes {MediumBody.MostTags} tags of {MediumBody.LongestTag} characters; these are left out: {string.Join(", ", lost)}"],
        };
    }
}
