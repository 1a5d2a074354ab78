using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using ContentMultiplier.Content.Formatting;
using Microsoft.AspNetCore.StaticFiles;

namespace ContentMultiplier.Publishers.Wordpress;

/// <summary>The body of a post: its text, and below it the files that the text does not show itself.</summary>
internal sealed partial class WordpressHtml
{
    private static readonly FileExtensionContentTypeProvider Types = new();

    private readonly PostContent _content;

    public WordpressHtml(PostContent content, WordpressOptions options)
    {
        _content = content;
        var first = content.Media.Index().FirstOrDefault(file => KindOf(file.Item) == "image", (-1, null!)).Index;
        Featured = options.FeaturedImage && first >= 0 ? first : null;
    }

    /// <summary>Which of the files is the featured image. Themes show it above the text, so that it is not shown below it again.</summary>
    public int? Featured { get; }

    /// <param name="uploaded">Where the files are at the site; null for a preview, which shows them where they are now.</param>
    public string Render(IReadOnlyList<WordpressFile>? uploaded)
    {
        var html = new StringBuilder(MarkdownHtml.Render(_content.Text));
        foreach (var (index, item) in _content.Media.Index())
        {
            var address = WebUtility.HtmlEncode(uploaded?[index].SourceUrl ?? item.Url);
            var inText = $"src=\"{WebUtility.HtmlEncode(item.Url)}\"";
            if (html.ToString().Contains(inText, StringComparison.Ordinal))
            {
                html.Replace(inText, $"src=\"{address}\"");
            }
            else if (index != Featured)
            {
                html.Append(html.Length == 0 ? "" : "\n").Append(Show(item, address));
            }
        }

        return html.ToString();
    }

    /// <summary>Another text for a post: what of its files stood below the old one, and is not shown by the new one, stands below that.</summary>
    /// <param name="files">Those that were uploaded for the post.</param>
    public static string Replace(string old, string text, IReadOnlyList<WordpressFile> files)
    {
        var html = new StringBuilder(MarkdownHtml.Render(text));
        foreach (var file in files.Where(file => file.From is not null))
        {
            html.Replace($"src=\"{WebUtility.HtmlEncode(file.From)}\"", $"src=\"{WebUtility.HtmlEncode(file.SourceUrl)}\"");
        }

        var shown = html.ToString();
        var missing = files.Select(file => $"\"{WebUtility.HtmlEncode(file.SourceUrl)}\"").Where(address => !shown.Contains(address, StringComparison.Ordinal)).ToList();
        foreach (var block in ShownFile().Matches(old).Select(match => match.Value).Where(block => missing.Any(address => block.Contains(address, StringComparison.Ordinal))))
        {
            html.Append(html.Length == 0 ? "" : "\n").Append(block);
        }

        return html.ToString();
    }

    private static string Show(MediaItem item, string address) => KindOf(item) switch
    {
        "image" => $"<figure class=\"wp-block-image\"><img src=\"{address}\" alt=\"{WebUtility.HtmlEncode(item.AltText ?? "")}\" /></figure>",
        "video" => $"<figure class=\"wp-block-video\"><video controls src=\"{address}\"></video></figure>",
        "audio" => $"<figure class=\"wp-block-audio\"><audio controls src=\"{address}\"></audio></figure>",
        _ => $"<p><a href=\"{address}\">{WebUtility.HtmlEncode(item.AltText ?? item.FileName ?? "Download")}</a></p>",
    };

    /// <summary>By what the post says alone, so that a preview and the post agree.</summary>
    private static string KindOf(MediaItem item)
    {
        var type = item.ContentType
            ?? (Types.TryGetContentType(item.FileName ?? new Uri(item.Url).AbsolutePath, out var known) ? known : "");
        return type.Split('/')[0];
    }

    /// <summary>What <see cref="Show"/> writes, with whatever else the site or its editor put into it.</summary>
    [GeneratedRegex("<figure[^>]*>((?!</?figure).)*</figure>|<p><a href=\"[^\"]*\">[^<]*</a></p>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ShownFile();
}
