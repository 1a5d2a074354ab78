using System.Text.RegularExpressions;
using ContentMultiplier.Auth.Platforms;
using ContentMultiplier.Contracts.Platforms;
using ContentMultiplier.ServiceDefaults.Errors;

namespace ContentMultiplier.Auth.Accounts;

/// <summary>Checks a user's fields by what the platform's worker announced. Says what is wrong with a value, and never the value.</summary>
internal static class FieldCheck
{
    private const int MaxValue = 4096;
    private static readonly TimeSpan PatternLimit = TimeSpan.FromMilliseconds(200);

    public static void Check(KnownPlatform platform, IReadOnlyDictionary<string, string> values, ErrorBag errors)
    {
        var fields = platform.Credentials.Fields;
        string?[] begun = [.. fields.Where(field => IsGiven(values, field) && field.Way is not null).Select(field => field.Way).Distinct()];
        foreach (var field in fields)
        {
            var path = $"fields.{field.Name}";
            if (!IsGiven(values, field))
            {
                if (field.Required && (field.Way is null || begun.Length == 0 || (begun.Length == 1 && begun[0] == field.Way)))
                {
                    errors.Add(path, $"is required{(begun.Length == 0 ? Instead(fields, field) : "")}: {field.Label}");
                }

                continue;
            }

            if (field.Way is not null && begun.Length > 1)
            {
                errors.Add(path, $"does not go with {NamesOf(fields.Where(other => IsGiven(values, other) && IsOtherWay(other, field)))}; give one or the other");
            }

            var value = values[field.Name];
            if (value.Length > MaxValue)
            {
                errors.Add(path, $"is longer than {MaxValue} characters");
            }
            else if (!Matches(value, field.Pattern))
            {
                errors.Add(path, $"does not have the form of: {field.Label}" + (field.Hint is null ? "" : $" ({field.Hint})"));
            }
        }

        foreach (var unknown in values.Keys.Except(fields.Select(field => field.Name), StringComparer.Ordinal).Take(20))
        {
            errors.Add(
                unknown.Length <= 64 ? $"fields.{unknown}" : "fields",
                $"is none of: {string.Join(", ", fields.Select(field => field.Name))}");
        }
    }

    /// <summary>An optional field left empty is not there.</summary>
    public static Dictionary<string, string> Given(IReadOnlyDictionary<string, string> values) =>
        values.Where(field => !string.IsNullOrWhiteSpace(field.Value)).ToDictionary(StringComparer.Ordinal);

    private static bool IsGiven(IReadOnlyDictionary<string, string> values, CredentialField field) =>
        values.TryGetValue(field.Name, out var value) && !string.IsNullOrWhiteSpace(value);

    private static bool IsOtherWay(CredentialField other, CredentialField field) => other.Way is not null && other.Way != field.Way;

    private static string Instead(IReadOnlyList<CredentialField> fields, CredentialField field) =>
        field.Way is null ? "" : $", or instead {NamesOf(fields.Where(other => other.Required && IsOtherWay(other, field)))}";

    private static string NamesOf(IEnumerable<CredentialField> fields) => string.Join(" and ", fields.Select(field => field.Name));

    private static bool Matches(string value, string? pattern)
    {
        try
        {
            return pattern is null || Regex.IsMatch(value, $@"\A(?:{pattern})\z", RegexOptions.CultureInvariant, PatternLimit);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
