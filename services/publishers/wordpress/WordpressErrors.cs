using System.Collections.Frozen;
using System.Net;
using System.Text.Json;
using ContentMultiplier.Publishing.Http;

namespace ContentMultiplier.Publishers.Wordpress;

/// <summary>WordPress names its refusals. Time alone mends none of these; what is not in the table, the status decides.</summary>
internal static class WordpressErrors
{
    private const string AskAnAdministrator = "Give the user the role of an author or editor, or choose the status `pending`.";
    private const string SmallerFile = "Use a smaller file, or raise upload_max_filesize and post_max_size at the site.";
    private const string NewPassword = "Make a new application password and connect the site again.";

    private static readonly FrozenDictionary<string, Rule> Rules = new Dictionary<string, Rule>
    {
        ["rest_not_logged_in"] = new(FailureCategories.Unauthorized, NewPassword),
        ["incorrect_password"] = new(FailureCategories.Unauthorized, NewPassword),
        ["invalid_username"] = new(FailureCategories.Unauthorized, "Connect the site again with the user's right name."),
        ["application_passwords_disabled"] = new(FailureCategories.Unauthorized, "Allow application passwords at the site, which needs https there."),
        ["invalid_token"] = new(FailureCategories.Unauthorized, "Connect the account again."),
        ["rest_cannot_publish"] = new(FailureCategories.Forbidden, AskAnAdministrator),
        ["rest_cannot_edit"] = new(FailureCategories.Forbidden, AskAnAdministrator),
        ["rest_cannot_assign_term"] = new(FailureCategories.Forbidden, AskAnAdministrator),
        ["rest_no_route"] = new(FailureCategories.NotFound, "The site's REST API is switched off. Allow it, or look for a plugin that blocks it."),
        ["rest_post_invalid_id"] = new(FailureCategories.NotFound, "Somebody deleted the draft at the site. Publish again."),
        ["rest_invalid_param"] = new(FailureCategories.InvalidContent, "Change the content or the options as the site says."),
        ["empty_content"] = new(FailureCategories.InvalidContent, "Write a title or a text."),
        ["term_exists"] = new(FailureCategories.Duplicate, "The category or tag is there already."),
        ["rest_upload_file_too_big"] = new(FailureCategories.InvalidContent, SmallerFile),
        ["rest_upload_no_data"] = new(FailureCategories.InvalidContent, SmallerFile),

        // A form larger than PHP takes arrives empty, and then WordPress misses its header.
        ["rest_upload_no_content_disposition"] = new(FailureCategories.InvalidContent, SmallerFile),

        ["rest_trash_not_supported"] = new(FailureCategories.Forbidden, "The site has no bin. Delete the post there."),

        // Said with a 500, and final all the same: the type is not among those that the site allows.
        ["rest_upload_sideload_error"] = new(FailureCategories.InvalidContent, "Use a type of file that the site allows."),
    }.ToFrozenDictionary();

    public static PlatformRefusedException? Refusal(PlatformAnswer answer)
    {
        if (answer.Json is { } json
            && json.TryGetProperty("code", out var code)
            && code.ValueKind == JsonValueKind.String
            && Rules.TryGetValue(code.GetString()!, out var rule))
        {
            return new(rule.Category, answer.Message + Parameters(json)) { Action = rule.Action, IsRetryable = false };
        }

        return answer.StatusCode switch
        {
            HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect =>
                new(FailureCategories.Unavailable, $"HTTP {(int)answer.StatusCode}: the site is at {answer.Headers.Location}")
                {
                    Action = "Connect the site again by the address it is at.",
                    IsRetryable = false,
                },

            // WordPress answers in JSON. A page comes from what stands before it.
            >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError
                and not (HttpStatusCode.Unauthorized or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests) when IsPage(answer) =>
                new(FailureCategories.Forbidden, $"HTTP {(int)answer.StatusCode}, with a page instead of an answer")
                {
                    Action = "Look for a firewall, a proxy or a plugin at the site that keeps requests from its REST API.",
                },
            _ => null,
        };
    }

    private static bool IsPage(PlatformAnswer answer) => answer.Body.AsSpan().TrimStart().StartsWith("<");

    /// <summary>Of an invalid parameter, <c>data.params</c> says what is wrong with it.</summary>
    private static string Parameters(JsonElement answer) =>
        answer.TryGetProperty("data", out var data)
        && data.ValueKind == JsonValueKind.Object
        && data.TryGetProperty("params", out var parameters)
        && parameters.ValueKind == JsonValueKind.Object
            ? $" ({string.Join("; ", parameters.EnumerateObject().Take(5).Select(parameter => $"{parameter.Name}: {parameter.Value}"))})"
            : "";

    private sealed record Rule(string Category, string Action);
}
