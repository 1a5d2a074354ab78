using System.Text.Json;
using System.Text.RegularExpressions;

namespace ContentMultiplier.ServiceDefaults.Errors;

/// <summary>Says in the user's words what the JSON reader objects to, and at which field.</summary>
internal static partial class JsonProblem
{
    public static IDictionary<string, string[]> Explain(JsonException exception)
    {
        var path = FieldOf(exception.Path);
        var missing = MissingMembers().Match(exception.Message);
        if (missing.Success)
        {
            return QuotedNames().Matches(missing.Value)
                .ToDictionary(
                    name => Join(path, name.Groups["name"].Value),
                    _ => new[] { "is required" },
                    StringComparer.Ordinal);
        }

        return new Dictionary<string, string[]>(StringComparer.Ordinal) { [path] = [MessageOf(exception)] };
    }

    private static string MessageOf(JsonException exception)
    {
        var message = exception.Message;
        if (message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal))
        {
            return "is not a known member; remove it or correct its name";
        }

        if (message.Contains("Duplicate propert", StringComparison.OrdinalIgnoreCase))
        {
            return "stands twice; keep one";
        }

        if (message.Contains("maximum configured depth", StringComparison.Ordinal))
        {
            return "is nested too deeply; at most 32 levels are read";
        }

        var conversion = Conversion().Match(message);
        if (conversion.Success)
        {
            return $"has the wrong type or form; expected {Expected(conversion.Groups["type"].Value)}";
        }

        if (message.Contains("doesn't allow setting null", StringComparison.Ordinal)
            || message.Contains("disallows null", StringComparison.OrdinalIgnoreCase))
        {
            return "must not be null";
        }

        return message.StartsWith("contains ", StringComparison.Ordinal)
            ? Location().Replace(message, "")
            : "is not valid JSON" + (exception.LineNumber is { } line ? $" (line {line + 1})" : "");
    }

    private static string Expected(string type) => type switch
    {
        _ when type.Contains("Guid", StringComparison.Ordinal) => "a UUID",
        _ when type.Contains("IReadOnlyList", StringComparison.Ordinal) => "an array",
        _ when type.Contains("DateTimeOffset", StringComparison.Ordinal) => "an RFC 3339 instant such as 2030-01-31T09:00:00Z",
        _ when type.Contains("Dictionary", StringComparison.Ordinal) => "an object",
        _ when type.Contains("System.String", StringComparison.Ordinal) => "a string",
        _ when type.Contains("System.Boolean", StringComparison.Ordinal) => "true or false",
        _ when type.Contains("System.Int", StringComparison.Ordinal) => "a whole number",
        _ when type.Contains("System.D", StringComparison.Ordinal) => "a number",
        _ => "an object",
    };

    /// <summary><c>$.post.parts[2]</c> becomes <c>post.parts[2]</c>; the root is <c>body</c>.</summary>
    private static string FieldOf(string? path) => path is null or "$" or "" ? "body" : path.TrimStart('$').TrimStart('.');

    private static string Join(string path, string name) => path == "body" ? name : $"{path}.{name}";

    [GeneratedRegex("missing required properties.*", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 200)]
    private static partial Regex MissingMembers();

    [GeneratedRegex("'(?<name>[^']+)'", RegexOptions.ExplicitCapture, 200)]
    private static partial Regex QuotedNames();

    [GeneratedRegex(@"could not be converted to (?<type>.+?)\.( Path|$)", RegexOptions.ExplicitCapture, 200)]
    private static partial Regex Conversion();

    [GeneratedRegex(@" Path: .*$", RegexOptions.Singleline, 200)]
    private static partial Regex Location();
}
