using System.Net;
using Markdig;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace ContentMultiplier.Content.Formatting;

/// <summary>
/// Text as HTML, for the platforms that take HTML: CommonMark with tables, strikethrough and bare links, where a new line is one.
/// HTML in the text is shown as it is written and never interpreted, so that nothing has to be taken out of it afterwards.
/// </summary>
public static class MarkdownHtml
{
    private static readonly string[] Schemes = ["https", "http", "mailto", "tel"];

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .DisableHtml()
        .UsePipeTables()
        .UseAutoLinks()
        .UseEmphasisExtras(EmphasisExtraOptions.Strikethrough)
        .UseSoftlineBreakAsHardlineBreak()
        .Build();

    public static string Render(string markdown)
    {
        MarkdownDocument document;
        try
        {
            document = Markdown.Parse(markdown, Pipeline);
        }
        catch (ArgumentException)
        {
            // Nested deeper than anybody writes, and than the parser follows.
            return AsWritten(markdown);
        }

        foreach (var link in document.Descendants<LinkInline>().Where(link => !IsSafe(link.GetDynamicUrl?.Invoke() ?? link.Url)).ToList())
        {
            link.ReplaceBy(new ContainerInline(), copyChildren: true);
        }

        foreach (var link in document.Descendants<AutolinkInline>().Where(link => !link.IsEmail && !IsSafe(link.Url)).ToList())
        {
            link.ReplaceBy(new LiteralInline(link.Url));
        }

        return document.ToHtml(Pipeline).TrimEnd();
    }

    /// <summary>A whole address of a kind that opens a page, a mail or a call. Others run code, or lead nowhere from where they are read.</summary>
    private static bool IsSafe(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url) && Schemes.Contains(url.Scheme);

    private static string AsWritten(string text) => $"<pre>{WebUtility.HtmlEncode(text)}</pre>";
}
