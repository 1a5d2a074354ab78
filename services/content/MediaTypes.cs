using ContentMultiplier.Contracts.Platforms;

namespace ContentMultiplier.Content;

/// <summary>MIME types against a platform's rules.</summary>
public static class MediaTypes
{
    /// <param name="contentType">As an HTTP header has it: parameters such as a charset do not matter.</param>
    public static bool Take(MediaRules rules, string contentType) => Take(rules.ContentTypes, contentType);

    internal static bool Take(IReadOnlyList<string> rules, string contentType)
    {
        var type = contentType.AsSpan();
        var parameters = type.IndexOf(';');
        type = (parameters < 0 ? type : type[..parameters]).Trim();
        foreach (var rule in rules)
        {
            var family = rule.EndsWith("/*", StringComparison.Ordinal) ? rule.AsSpan(0, rule.Length - 1) : default;
            if (type.Equals(rule, StringComparison.OrdinalIgnoreCase)
                || (!family.IsEmpty && type.Length > family.Length && type.StartsWith(family, StringComparison.OrdinalIgnoreCase)))
            {
                return true;
            }
        }

        return rules.Count == 0;
    }
}
