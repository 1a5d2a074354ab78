using ContentMultiplier.ServiceDefaults.Errors;

namespace ContentMultiplier.Webhooks.Endpoints;

/// <summary>Which headers users may add to a delivery: none that would change what is sent, to whom, or what it is signed with.</summary>
internal static class HeaderRules
{
    private const int Most = 20;
    private const int LongestName = 64;
    private const int LongestValue = 1024;

    private static readonly HashSet<string> Ours = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "Connection", "Cookie", "Expect", "Forwarded", "Host", "Keep-Alive", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
        "User-Agent",
    };

    private static readonly string[] OurPrefixes = ["Content-", "Proxy-", "Webhook-"];

    public static void Check(IReadOnlyDictionary<string, string> headers, ErrorBag errors)
    {
        if (headers.Count > Most)
        {
            errors.Add("headers", $"{headers.Count} of {Most} headers; leave some out");
        }

        foreach (var (name, value) in headers.Take(Most))
        {
            if (ProblemWith(name, value) is { } problem)
            {
                errors.Add("headers", $"`{Shown(name)}` {problem}");
            }
        }

        foreach (var twice in headers.Keys.Take(Most).GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(names => names.Count() > 1))
        {
            errors.Add("headers", $"`{Shown(twice.Key)}` is there twice; upper and lower case are the same");
        }
    }

    /// <returns>Null when it may be sent.</returns>
    public static string? ProblemWith(string name, string value)
    {
        if (name.Length is 0 or > LongestName || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            return $"is no name of a header: 1 to {LongestName} letters, digits and hyphens";
        }

        if (Ours.Contains(name) || Array.Exists(OurPrefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
        {
            return "is set by the sender or not sent at all; take another name, such as X-Api-Key";
        }

        if (value.Length is 0 or > LongestValue || value[0] == ' ' || value[^1] == ' ' || !value.All(c => c is >= ' ' and <= '~'))
        {
            return $"has a value that cannot be sent: 1 to {LongestValue} visible ASCII characters, without spaces at the ends";
        }

        using var trial = new HttpRequestMessage();
        try
        {
            trial.Headers.Add(name, value);
            return null;
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException)
        {
            return "cannot be sent with this value";
        }
    }

    private static string Shown(string name)
    {
        var shown = string.Concat(name.Take(LongestName).Select(c => c is > ' ' and <= '~' ? c : '?'));
        return name.Length > LongestName ? shown + "…" : shown;
    }
}
