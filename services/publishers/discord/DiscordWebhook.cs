using System.Text.RegularExpressions;

namespace ContentMultiplier.Publishers.Discord;

/// <summary>The two halves of a webhook's address. Its host is not kept: calls go where the worker is configured to.</summary>
internal sealed partial record DiscordWebhook(string Id, string Token)
{
    public const string Field = "webhook_url";

    public const string Pattern =
        @"https://(?:ptb\.|canary\.)?discord(?:app)?\.com/api/(?:v[0-9]{1,2}/)?webhooks/(?<id>[0-9]{17,20})/(?<token>[A-Za-z0-9_-]{8,128})/?";

    public static DiscordWebhook Of(AccountCredential credential)
    {
        var match = Address().Match(credential.Fields.GetValueOrDefault(Field, ""));
        return match.Success
            ? new(match.Groups["id"].Value, match.Groups["token"].Value)
            : throw new PlatformRefusedException(FailureCategories.Unauthorized, "The stored address is not that of a webhook.")
            {
                Action = "Connect the channel again with a new webhook.",
            };
    }

    public override string ToString() => $"DiscordWebhook {{ Id = {Id} }}";

    [GeneratedRegex(@"\A" + Pattern + @"\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();
}
