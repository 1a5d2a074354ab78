using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace ContentMultiplier.ServiceDefaults.Errors;

/// <summary>Says in the user's words which part of the request does not bind or cannot be stored. The framework tells it by its message only.</summary>
internal static partial class BindingProblem
{
    /// <returns>Null when it is about something else.</returns>
    public static IDictionary<string, string[]>? Explain(BadHttpRequestException exception)
    {
        if (NoBody().IsMatch(exception.Message))
        {
            return Error("body", "is required");
        }

        var unbound = Unbound().Match(exception.Message);
        if (unbound.Success)
        {
            return Error(NameOf(unbound), "has the wrong type or form");
        }

        var missing = Missing().Match(exception.Message);
        return missing.Success ? Error(NameOf(missing), "is required") : null;
    }

    /// <summary>Where in the address the character stands that no text in the database can hold.</summary>
    public static IDictionary<string, string[]> ExplainNul(HttpRequest request)
    {
        var path = request.RouteValues.Where(value => value.Value is string text && text.Contains('\0', StringComparison.Ordinal)).Select(value => value.Key);
        var query = request.Query.Where(value => value.Value.Any(text => text?.Contains('\0', StringComparison.Ordinal) == true)).Select(value => value.Key);
        return path.Concat(query).DefaultIfEmpty("body").Distinct(StringComparer.Ordinal)
            .ToDictionary(name => name, _ => new[] { "contains the character U+0000; remove it" }, StringComparer.Ordinal);
    }

    private static Dictionary<string, string[]> Error(string field, string message) => new(StringComparer.Ordinal) { [field] = [message] };

    private static string NameOf(Match match) => JsonNamingPolicy.SnakeCaseLower.ConvertName(match.Groups["name"].Value);

    [GeneratedRegex("(was not provided from body|but no body was provided)", RegexOptions.ExplicitCapture, 200)]
    private static partial Regex NoBody();

    [GeneratedRegex("^Failed to bind parameter \"[^\"]* (?<name>[^\" ]+)\" from", RegexOptions.ExplicitCapture, 200)]
    private static partial Regex Unbound();

    [GeneratedRegex("^Required parameter \"[^\"]* (?<name>[^\" ]+)\" was not provided", RegexOptions.ExplicitCapture, 200)]
    private static partial Regex Missing();
}
