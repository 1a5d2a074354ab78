using System.Collections.Frozen;
using System.Net;
using System.Text.Json;
using ContentMultiplier.Publishing.Http;

namespace ContentMultiplier.Publishers.Discord;

/// <summary>Discord numbers its refusals. Time alone mends none of these; what is not in the table, the status decides.</summary>
internal static class DiscordErrors
{
    private const int MostMistakes = 5;

    private static readonly FrozenDictionary<int, Rule> Rules = new Dictionary<int, Rule>
    {
        [10003] = new(FailureCategories.NotFound, "The channel is gone. Connect another one."),
        [10015] = new(FailureCategories.NotFound, "The webhook was deleted. Make a new one and connect it."),
        [40005] = new(FailureCategories.InvalidContent, "Send fewer or smaller files."),
        [50001] = new(FailureCategories.Forbidden, "The webhook or bot may not get in there. Check the channel and the thread, or connect it anew."),
        [50006] = new(FailureCategories.InvalidContent, "Write something, or add a file."),
        [50013] = new(FailureCategories.Forbidden, "The webhook or bot may not do that there. Check the channel's permissions."),
        [50024] = new(FailureCategories.InvalidContent, "This kind of channel has no such thing. Choose another channel, or leave the thread out."),
        [50027] = new(FailureCategories.Unauthorized, "The webhook's token is not valid any more. Make a new webhook and connect it."),
        [50035] = new(FailureCategories.InvalidContent, "Change the text or the options as Discord says."),
        [50045] = new(FailureCategories.InvalidContent, "Send fewer or smaller files."),
        [50109] = new(FailureCategories.Internal, "Report this: the worker sent what Discord cannot read."),
        [160005] = new(FailureCategories.Forbidden, "The thread is locked. Unlock it or choose another one."),
        [200000] = new(FailureCategories.InvalidContent, "The server's AutoMod takes no such words. Change the text."),
        [220001] = new(FailureCategories.InvalidContent, "This channel is a forum. Give `thread_id`, the post to write into, or `thread_name`, the post to open."),
        [220003] = new(FailureCategories.InvalidContent, "This channel is no forum: a webhook opens no thread here. Leave `thread_name` out, or connect a bot."),
        [240000] = new(FailureCategories.InvalidContent, "Discord holds a link to be harmful. Remove it."),
    }.ToFrozenDictionary();

    public static PlatformRefusedException? Refusal(PlatformAnswer answer) => IsGlobal(answer) ? Global(answer) : OfRules(answer);

    /// <summary>
    /// Fifty requests a second, of every kind. They are counted per bot, and those without one per address of the network, from which this
    /// worker calls all webhooks. Results cannot tell their accounts from those of bots, so that these wait with them for that moment.
    /// </summary>
    private static PlatformRefusedException Global(PlatformAnswer answer) => new(FailureCategories.RateLimited, answer.Message)
    {
        RetryNotBefore = answer.RetryNotBefore,
        IsForApplication = !answer.IsAuthorized,
        IsForEveryCall = true,
    };

    private static bool IsGlobal(PlatformAnswer answer) => answer.StatusCode == HttpStatusCode.TooManyRequests
        && (answer.Headers.Contains("X-RateLimit-Global")
            || (answer.Json is { } json && json.TryGetProperty("global", out var isGlobal) && isGlobal.ValueKind == JsonValueKind.True));

    private static PlatformRefusedException? OfRules(PlatformAnswer answer) =>
        answer is { StatusCode: < HttpStatusCode.InternalServerError, Json: { } json }
        && json.TryGetProperty("code", out var code)
        && code.ValueKind == JsonValueKind.Number
        && code.TryGetInt32(out var number)
        && Rules.TryGetValue(number, out var rule)
            ? new(rule.Category, answer.Message + Mistakes(json)) { Action = rule.Action, IsRetryable = false }
            : null;

    /// <summary>Of an invalid form, Discord lists the fields: <c>{"embeds": {"0": {"title": {"_errors": [{"message": …}]}}}}</c>.</summary>
    private static string Mistakes(JsonElement answer)
    {
        var mistakes = new List<string>();
        if (answer.TryGetProperty("errors", out var errors))
        {
            Collect(errors, "", mistakes);
        }

        return mistakes.Count == 0 ? "" : $" ({string.Join("; ", mistakes.Take(MostMistakes))})";
    }

    private static void Collect(JsonElement errors, string path, List<string> mistakes)
    {
        if (errors.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var field in errors.EnumerateObject())
        {
            if (field is { Name: "_errors", Value.ValueKind: JsonValueKind.Array })
            {
                mistakes.AddRange(field.Value.EnumerateArray()
                    .Where(error => error.ValueKind == JsonValueKind.Object && error.TryGetProperty("message", out _))
                    .Select(error => $"{path}: {error.GetProperty("message")}"));
            }
            else
            {
                Collect(field.Value, path.Length == 0 ? field.Name : $"{path}.{field.Name}", mistakes);
            }
        }
    }

    private sealed record Rule(string Category, string Action);
}
