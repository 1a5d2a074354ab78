using System.Text.RegularExpressions;
using ContentMultiplier.EndToEnd.Tests.Support;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>No secret that went through the suite stands where people read: in a log or in a queue.</summary>
public sealed partial class SecrecyTests
{
    [Test]
    public async Task Row_94_logs_hold_no_token_no_key_and_no_password()
    {
        var publisher = await Publisher.SharedAsync();
        var user = await SignedInUser.RegisterAsync(publisher.Suite);
        await user.ConnectDiscordAsync(publisher.Suite);
        await MakeThemComplainAsync(publisher);

        string[] secrets =
        [
            .. await publisher.Suite.Sandbox.ReadSecretsAsync(),
            user.Password,
            user.Tokens.GetProperty("access_token").GetString()!,
            user.Tokens.GetProperty("refresh_token").GetString()!,
        ];
        var folder = Path.GetDirectoryName(publisher.Suite.Processes.Suite.LogOf("gateway"))!;
        var logs = Directory.GetFiles(folder);
        Assert.That(logs, Has.Length.GreaterThanOrEqualTo(publisher.Suite.Processes.Suite.Members.Count));
        foreach (var log in logs)
        {
            var text = await ReadAsync(log);
            Assert.That(secrets.Where(secret => text.Contains(secret, StringComparison.Ordinal)), Is.Empty, log);
            Assert.That(WholeKey().IsMatch(text), Is.False, log);
        }
    }

    [Test]
    public async Task Row_94_queues_hold_no_secret()
    {
        var publisher = await Publisher.SharedAsync();
        using var broker = new Broker(publisher.Suite);
        var secrets = await publisher.Suite.Sandbox.ReadSecretsAsync();

        foreach (var (queue, _) in (await broker.DepthsAsync()).Where(queue => queue.Value > 0))
        {
            var messages = await broker.PeekAsync(queue);
            Assert.That(secrets.Where(messages.Contains), Is.Empty, queue);
            Assert.That(WholeKey().IsMatch(messages), Is.False, queue);
        }
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

    private static async Task<string> ReadAsync(string path)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    [GeneratedRegex("cm_live_[0-9A-Za-z]{8}_[0-9A-Za-z]{32}", RegexOptions.None, 10_000)]
    private static partial Regex WholeKey();
}
