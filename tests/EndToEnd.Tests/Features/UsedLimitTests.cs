using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.EndToEnd.Tests.Support;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>A platform says with a success that the next call would be too many.</summary>
public sealed class UsedLimitTests : OneUser
{
    private const string Refusal = "429";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Test]
    public async Task The_next_call_waits_for_the_reset_and_is_not_refused_before()
    {
        var other = await Client.ConnectDiscordAsync();
        await Suite.Sandbox.AddFaultAsync(new { platform = "discord", kind = "rate_limit", account = other.SandboxName });
        Assert.That(await PublishAsync("Refused once", other), Has.Some.Contains(Refusal), "what a refused call leaves behind");

        var account = await Client.ConnectDiscordAsync();
        await LimitAsync(new { discord = new { requests = 1, seconds = 8 } });
        try
        {
            await PublishAsync("The last that is allowed", account);
            Assert.That(await PublishAsync("One more", account), Has.None.Contains(Refusal));
        }
        finally
        {
            await LimitAsync(new { });
        }

        Assert.That(await Suite.Sandbox.PostsOfAsync(account), Has.Count.EqualTo(2));
    }

    /// <returns>What is told of the attempts, the last of which has published.</returns>
    private async Task<IReadOnlyList<string>> PublishAsync(string text, ConnectedAccount account)
    {
        var accepted = await Client.PublishAsync(Publisher.NewText(text), account);
        var publication = (await Client.WaitUntilSettledAsync(accepted.PostId, Patience)).Publications.Single();
        Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Published), publication.Problem?.Detail);
        return [.. publication.Attempts.Select(attempt => attempt.Detail ?? "")];
    }

    private Task LimitAsync(object limits) => Suite.Sandbox.CreateAsync("settings", new { rate_limits = limits });
}
