using System.Text.RegularExpressions;
using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Posts.Dependencies;

/// <summary><c>{{wordpress.url}}</c> in a text: the address of the post at the platform of the target it depends on.</summary>
internal static partial class Placeholders
{
    /// <summary>Counted in the place of an address that is not known yet; longer than those of the platforms.</summary>
    private static readonly string Sample = "https://example.com/" + new string('x', 80);

    public static string Of(string platform) => $"{{{{{platform}.url}}}}";

    public static PostContent Fill(PostContent content, string platform, string url) => content with
    {
        Text = content.Text.Replace(Of(platform), url, StringComparison.Ordinal),
        Parts = [.. content.Parts.Select(part => part.Replace(Of(platform), url, StringComparison.Ordinal))],
    };

    /// <summary>As it will be about, for the rules of the platform.</summary>
    public static PostContent FillWithSample(PostContent content, string platform) => Fill(content, platform, Sample);

    public static bool IsIn(PostContent content, string platform) => In(content).Any(found => found.Text == Of(platform));

    /// <summary>Every placeholder of any platform, with the field it is in.</summary>
    public static IEnumerable<(string Field, string Text)> In(PostContent content) =>
        Pattern().Matches(content.Text).Select(match => ("text", match.Value)).Concat(content.Parts.Index()
            .SelectMany(part => Pattern().Matches(part.Item).Select(match => ($"parts[{part.Index}]", match.Value))));

    [GeneratedRegex(@"\{\{[a-z][a-z0-9-]{1,31}\.url\}\}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Pattern();
}
