using System.Net;
using System.Text.Json;

namespace ContentMultiplier.Auth.Connections;

/// <summary>Reads what token endpoints answer: RFC 6749, and the forms of platforms that were there before it.</summary>
internal static class TokenAnswer
{
    private const int LongestError = 64;

    /// <summary>Years; what would end later is a time in another unit.</summary>
    private const int LongestLife = 100;

    /// <summary>"This grant is not good": RFC 6749, and what X answers to a refresh token that was used before.</summary>
    private static readonly string[] Refusals = ["invalid_grant", "invalid_request", "invalid_token", "access_denied"];

    /// <summary>Meta's codes for "later": unknown, down, throttled, and a client that is set up wrongly.</summary>
    private static readonly long[] PassingCodes = [1, 2, 4, 17, 32, 101, 341, 613];

    public static TokenOutcome Read(HttpStatusCode status, byte[] body, DateTimeOffset now)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Read((int)status, document.RootElement, now)
                : new TokenOutcome.Unavailable("the answer has an unknown form");
        }
        catch (JsonException)
        {
            return new TokenOutcome.Unavailable($"the platform answered {(int)status} without JSON");
        }
    }

    private static TokenOutcome Read(int status, JsonElement root, DateTimeOffset now)
    {
        // Instagram puts its answer into a list of one.
        var answer = root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Array && data.GetArrayLength() == 1
            && data[0].ValueKind == JsonValueKind.Object
                ? data[0]
                : root;
        if (status is >= 200 and < 300 && Text(answer, "access_token") is { } accessToken)
        {
            return new TokenOutcome.Granted(new OAuthTokens(
                accessToken,
                Text(answer, "refresh_token"),
                Texts(answer, "scope") ?? Texts(answer, "permissions"),
                End(answer, "expires_in", now) ?? Instant(answer, "expires_at", now),
                End(answer, "refresh_token_expires_in", now)));
        }

        var (error, isRefusal) = Error(root);
        return status is >= 400 and < 500 && isRefusal
            ? new TokenOutcome.Refused(error!)
            : new TokenOutcome.Unavailable($"the platform answered {status}" + (error is null ? "" : $" ({error})"));
    }

    private static (string? Error, bool IsRefusal) Error(JsonElement root)
    {
        if (Text(root, "error") is { } error)
        {
            return (Named(error), Refusals.Contains(error, StringComparer.Ordinal));
        }

        if (root.TryGetProperty("error", out var details) && details.ValueKind == JsonValueKind.Object)
        {
            var code = Number(details, "code") ?? 0;
            var passes = PassingCodes.Contains(code)
                || (details.TryGetProperty("is_transient", out var isTransient) && isTransient.ValueKind == JsonValueKind.True);
            return ($"code {code}", !passes && Text(details, "type") == "OAuthException");
        }

        return Text(root, "error_type") is { } type ? (Named(type), type == "OAuthException") : (null, false);
    }

    /// <summary>Codes only: what else a platform says may repeat what it was sent.</summary>
    private static string? Named(string error) =>
        error.Length <= LongestError && error.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? error : null;

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    private static string[]? Texts(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
            : Text(root, name)?.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);

    private static DateTimeOffset? End(JsonElement root, string name, DateTimeOffset now) =>
        Number(root, name) is { } seconds and > 0 and < 1_000_000_000 ? now.AddSeconds(seconds) : null;

    /// <summary>Medium names the end itself, in seconds or milliseconds; which of them only its size tells.</summary>
    private static DateTimeOffset? Instant(JsonElement root, string name, DateTimeOffset now)
    {
        if (Number(root, name) is not (> 0 and var number))
        {
            return null;
        }

        var latest = now.AddYears(LongestLife).ToUnixTimeSeconds();
        var seconds = number > latest ? number / 1000 : number;
        return seconds <= latest ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
    }

    private static long? Number(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value))
        {
            return null;
        }

        // Some platforms send the number as a string.
        var isKnown = value.ValueKind == JsonValueKind.Number
            ? value.TryGetInt64(out var number)
            : long.TryParse(value.ValueKind == JsonValueKind.String ? value.GetString() : null, out number);
        return isKnown ? number : null;
    }
}
