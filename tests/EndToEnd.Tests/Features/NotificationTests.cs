using System.Net;
using System.Text.Json;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>Who asked for it gets a mail when something goes wrong.</summary>
public sealed class NotificationTests
{
    private const string Path = "/api/publishing/notifications";

    [Test]
    public async Task A_publication_that_fails_is_told_by_mail()
    {
        var suite = await SuiteUnderTest.SharedAsync();
        var user = await SignedInUser.RegisterAsync(suite);
        var webhook = await suite.Sandbox.CreateWebhookAsync("hook-" + Guid.NewGuid().ToString("N")[..8]);
        var account = await user.ConnectDiscordAsync(suite, webhook);
        var settings = JsonSerializer.Serialize(new
        {
            email = new { addresses = new[] { user.Email }, events = new[] { "publication.failed" }, every_minutes = 60 },
        });
        var set = await user.Http.CallAsync(HttpMethod.Put, Path, settings);
        var read = await user.Http.CallAsync(HttpMethod.Get, Path);
        await suite.Sandbox.AddFaultAsync(new { platform = "discord", kind = "status", status = 400, account = webhook.Id });

        var text = Publisher.NewText("Not for mails");
        var published = await user.Http.CallAsync(HttpMethod.Post, "/api/publishing/publish", JsonSerializer.Serialize(new
        {
            post = new { content = text },
            targets = new[] { new { account_id = account } },
        }));
        var post = published.Json.GetProperty("post_id").GetGuid();
        var mail = await Eventually.GetAsync(() => MailAsync(suite, user.Email), TimeSpan.FromSeconds(60), "the mail has come");

        Assert.Multiple(() =>
        {
            Assert.That(set.Status, Is.EqualTo(HttpStatusCode.OK), set.ToString());
            Assert.That(read.Json.GetProperty("email").GetProperty("addresses")[0].GetString(), Is.EqualTo(user.Email));
            Assert.That(mail.Subject, Is.EqualTo("1 publication failed"));
            Assert.That(mail.Text, Does.Contain(post.ToString()).And.Contain("discord").And.Not.Contain(text));
            Assert.That(mail.MessageId, Does.EndWith("@localhost>"));
        });
    }

    private static async Task<Mail?> MailAsync(SuiteUnderTest suite, string address)
    {
        using var http = new HttpClient { BaseAddress = suite.Processes.Suite.Sandbox };
        var mails = (await http.CallAsync(HttpMethod.Get, $"/_sandbox/mails?to={address}")).Json.GetProperty("items");
        return mails.EnumerateArray()
            .Select(mail => new Mail(mail.GetProperty("subject").GetString()!, mail.GetProperty("text").GetString()!, mail.GetProperty("message_id").GetString()!))
            .FirstOrDefault(mail => mail.Subject.Contains("failed", StringComparison.Ordinal));
    }

    private sealed record Mail(string Subject, string Text, string MessageId);
}
