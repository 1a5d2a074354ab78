using System.Text;
using System.Text.RegularExpressions;

namespace ContentMultiplier.Sandbox.LinkedIn;

/// <summary>What people see of a commentary: LinkedIn cuts it off, without a word, at a reserved character that is not escaped.</summary>
internal static partial class LittleText
{
    private const string Reserved = "|{}@[]()<>#\\*_~";

    public static string Show(string little)
    {
        var shown = new StringBuilder(little.Length);
        for (var at = 0; at < little.Length;)
        {
            if (Element().Match(little, at) is { Success: true } element)
            {
                shown.Append(element.Groups["tag"].Success ? "#" + Plain(element.Groups["tag"].Value) : Plain(element.Groups["name"].Value));
                at += element.Length;
            }
            else if (little[at] == '\\' && at + 1 < little.Length)
            {
                shown.Append(little[at + 1]);
                at += 2;
            }
            else if (Reserved.Contains(little[at], StringComparison.Ordinal))
            {
                break;
            }
            else
            {
                shown.Append(little[at++]);
            }
        }

        return shown.ToString();
    }

    private static string Plain(string escaped) => Escape().Replace(escaped, "${character}");

    [GeneratedRegex(@"\G(?:\{hashtag\|\\#\|(?<tag>(?:[^\\{}|]|\\.)+)\}|#(?<tag>[\p{L}\p{N}]+)|@\[(?<name>(?:[^\\\[\]]|\\.)+)\]\((?<urn>urn:li:(?:person|organization):(?:[A-Za-z0-9-]|\\?_)+)\))", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Element();

    [GeneratedRegex(@"\\(?<character>.)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Escape();
}
