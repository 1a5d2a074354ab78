using ContentMultiplier.Auth.Accounts;
using ContentMultiplier.Auth.Platforms;
using ContentMultiplier.Contracts.Platforms;
using ContentMultiplier.ServiceDefaults.Errors;

namespace ContentMultiplier.Auth.Tests;

/// <summary>A platform whose accounts are connected in one of two ways.</summary>
public sealed class FieldWaysTests
{
    private static readonly KnownPlatform Platform = new("chat", "Chat", new()
    {
        ContentTypes = ["message"],
        Text = new() { Counting = TextCounting.CodePoints, MaxLength = 10 },
        Credentials = new()
        {
            Kind = CredentialKinds.Fields,
            Fields =
            [
                new("webhook_url", "Webhook URL", Secret: true, "https://.+", Way: "webhook"),
                new("bot_token", "Bot token", Secret: true, "[a-z]{8}", Way: "bot"),
                new("channel_id", "Channel", Secret: false, "[0-9]+", Way: "bot"),
                new("note", "Note", Secret: false, Required: false),
            ],
        },
    });

    [TestCase("webhook_url=https://example.com")]
    [TestCase("bot_token=abcdefgh channel_id=7 note=x")]
    [TestCase("", "fields.webhook_url: or instead bot_token and channel_id", "fields.bot_token: or instead webhook_url", "fields.channel_id: or instead webhook_url")]
    [TestCase("note=x webhook_url=", "fields.webhook_url: is required", "fields.bot_token: is required", "fields.channel_id: is required")]
    [TestCase("bot_token=abcdefgh", "fields.channel_id: is required: Channel")]
    [TestCase("bot_token=SHORT", "fields.bot_token: does not have the form", "fields.channel_id: is required")]
    [TestCase(
        "webhook_url=https://example.com bot_token=abcdefgh channel_id=7",
        "fields.webhook_url: bot_token and channel_id; give one or the other",
        "fields.bot_token: does not go with webhook_url",
        "fields.channel_id: does not go with webhook_url")]
    [TestCase(
        "webhook_url=nonsense bot_token=abcdefgh other=1",
        "fields.webhook_url: does not go with bot_token",
        "fields.webhook_url: does not have the form",
        "fields.bot_token: does not go with webhook_url",
        "fields.other: is none of")]
    public void All_problems_are_named_at_once(string given, params string[] expected)
    {
        var errors = new ErrorBag();

        FieldCheck.Check(Platform, given.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]), errors);

        var named = errors.ToDictionary().SelectMany(error => error.Value.Select(message => $"{error.Key}: {message}")).ToList();
        Assert.That(named, Has.Count.EqualTo(expected.Length), string.Join('\n', named));
        foreach (var words in expected.Select(problem => problem.Split(": ", 2)))
        {
            Assert.That(named, Has.Some.StartsWith(words[0] + ": ").And.Some.Contains(words[1]), string.Join('\n', named));
        }
    }
}
