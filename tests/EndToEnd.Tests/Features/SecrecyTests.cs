using ContentMultiplier.EndToEnd.Tests.Support;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>No secret that went through the suite stands where people read, nor where it is kept.</summary>
public sealed class SecrecyTests
{
    [Test]
    public async Task Row_94_logs_queues_traces_and_databases_hold_no_token_no_key_and_no_password()
    {
        var publisher = await Publisher.SharedAsync();
        var user = await SignedInUser.RegisterAsync(publisher.Suite);
        await user.ConnectDiscordAsync(publisher.Suite);
        await MakeThemComplainAsync(publisher);

        var search = await SecretSearch.ForAsync(
            publisher.Suite,
            [user.Password, user.Tokens.GetProperty("access_token").GetString()!, user.Tokens.GetProperty("refresh_token").GetString()!]);

        Assert.That(await search.FindAsync(), Is.Empty);

        var known = await SecretSearch.ForAsync(publisher.Suite, [user.Email]);
        Assert.That(await known.FindAsync(), Has.Some.Contains("users"), "an address is no secret, and is found where it is kept");
    }

    /// <summary>Failures are what gets logged with all its circumstances.</summary>
    private static async Task MakeThemComplainAsync(Publisher publisher)
    {
        foreach (var account in (ConnectedAccount[])[publisher.Twitter, publisher.Discord])
        {
            await publisher.Suite.Sandbox.AddFaultAsync(
                new { platform = account.Platform, kind = "status", status = 400, times = 1, account = account.SandboxName });
        }

        var accepted = await publisher.Client.PublishAsync(Publisher.NewText("Refused"), publisher.Twitter, publisher.Discord);
        var status = await publisher.Client.WaitUntilSettledAsync(accepted.PostId, Publisher.Patience);
        Assert.That(status.Publications.Select(publication => publication.Status), Is.EqualTo(["failed", "failed"]));
    }
}
