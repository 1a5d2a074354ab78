using System.Net.Http.Json;
using System.Net.Mail;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ContentMultiplier.Sandbox;
using ContentMultiplier.Sandbox.Mail;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ContentMultiplier.Sandbox.Tests;

public sealed class MailTests
{
    private Microsoft.AspNetCore.Builder.WebApplication app = null!;
    private HttpClient http = null!;
    private int port;

    [SetUp]
    public async Task StartAsync()
    {
        app = SandboxApplication.Build(["--urls=http://127.0.0.1:0", "--Sandbox:SmtpPort=0"]);
        await app.StartAsync();
        http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        port = app.Services.GetServices<IHostedService>().OfType<SmtpServer>().Single().Port;
    }

    [TearDown]
    public async Task StopAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
    }

    [Test]
    public async Task Mail_is_read_as_it_was_written()
    {
        using var client = new SmtpClient("127.0.0.1", port);
        using var mail = new MailMessage("a@example.test", "B@example.test", "Grüße, lang und länger", ".\r\n.. Zeile = ü\r\n" + new string('x', 300))
        {
            SubjectEncoding = Encoding.UTF8,
            BodyEncoding = Encoding.UTF8,
            BodyTransferEncoding = System.Net.Mime.TransferEncoding.QuotedPrintable,
        };
        mail.CC.Add("c@example.test");
        await client.SendMailAsync(mail);

        var found = (await ReadAsync("?to=b@example.test")).Single();

        Assert.Multiple(() =>
        {
            Assert.That(found.GetProperty("subject").GetString(), Is.EqualTo(mail.Subject));
            Assert.That(found.GetProperty("text").GetString()!.TrimEnd(), Is.EqualTo(mail.Body));
            Assert.That(found.GetProperty("from").GetString(), Is.EqualTo("a@example.test"));
            Assert.That(found.GetProperty("to").EnumerateArray().Select(to => to.GetString()), Is.EqualTo(new[] { "B@example.test", "c@example.test" }));
        });
        Assert.That(await ReadAsync("?to=nobody@example.test"), Is.Empty);
    }

    [Test]
    public async Task The_mailbox_is_emptied()
    {
        using var client = new SmtpClient("127.0.0.1", port);
        await client.SendMailAsync("a@example.test", "b@example.test", "One", "Text");

        using var answer = await http.DeleteAsync("/_sandbox/mails");

        Assert.That(await ReadAsync(""), Is.Empty);
    }

    [TestCase("bounce@example.test", SmtpStatusCode.MailboxUnavailable)]
    [TestCase("later@example.test", SmtpStatusCode.MailboxBusy)]
    public async Task Some_recipients_are_refused(string recipient, SmtpStatusCode status)
    {
        using var client = new SmtpClient("127.0.0.1", port);

        var refusal = await Assert.ThrowsAsync<SmtpFailedRecipientException>(
            () => client.SendMailAsync("a@example.test", recipient, "One", "Text"));

        Assert.That(refusal!.StatusCode, Is.EqualTo(status));
    }

    [Test]
    public async Task Commands_out_of_order_are_refused_and_the_talk_goes_on()
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        await using var writer = new StreamWriter(client.GetStream(), Encoding.ASCII) { AutoFlush = true, NewLine = "\r\n" };
        var answers = new List<string> { (await reader.ReadLineAsync())![..3] };
        foreach (var line in new[] { "RCPT TO:<b@example.test>", "DATA", "MAIL FROM: nobody", "WHAT", "HELO me", "MAIL FROM:<>", "RCPT TO:<>", "RSET", "NOOP", "QUIT" })
        {
            await writer.WriteLineAsync(line);
            answers.Add((await reader.ReadLineAsync())![..3]);
        }

        Assert.That(answers, Is.EqualTo(new[] { "220", "503", "503", "501", "500", "250", "250", "501", "250", "250", "221" }));
        Assert.That(await ReadAsync(""), Is.Empty);
    }

    private async Task<IReadOnlyList<JsonElement>> ReadAsync(string filter) =>
        [.. (await http.GetFromJsonAsync<JsonElement>("/_sandbox/mails" + filter)).GetProperty("items").EnumerateArray()];
}
